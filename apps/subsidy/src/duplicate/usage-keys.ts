import { createHash } from 'node:crypto';

import type { UsageKey } from './duplicate.entity.js';

/** What of a line can be used twice. */
export interface LineUses {
  readonly id: string;
  readonly projectId: string;
  readonly invoiceNumber: string | null;
  readonly supplierName: string | null;
  readonly supplierCreditCode: string | null;
  readonly serials: readonly string[];
  readonly evidence: readonly { readonly sha256: string }[];
}

/** Paper invoices have eight digits; the electronic ones have twenty and never begin with a zero. */
const PAPER_INVOICE_DIGITS = 8;
/** The most of a key that is kept as it is; a longer one is kept by its hash. */
const LONGEST_KEY = 200;

/** Full-width forms become half-width (NFKC), case and spaces do not count. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '');
}

/**
 * An invoice's number as it is compared: besides case, width and spaces, hyphens, dots, slashes and underlines do not count. Zeros at the
 * beginning do not count in a number of at most eight digits: paper invoices are numbered with eight, and a spreadsheet drops their zeros.
 * In longer ones every digit counts.
 */
export function normalisedInvoice(number: string): string {
  const text = normalised(number).replaceAll(/[-._/\u2010-\u2015]/gu, '');
  return /^[0-9]+$/.test(text) && text.length <= PAPER_INVOICE_DIGITS ? text.replace(/^0+(?=[0-9])/, '') : text;
}

/** A serial number as it is compared: case, width, spaces and punctuation do not count, every digit does. */
export function normalisedSerial(serial: string): string {
  return normalised(serial).replaceAll(/[-._/#()\u2010-\u2015]/gu, '');
}

/** What a line uses. An invoice is known by its supplier's code and by its name: whoever states the one finds who states the other. */
export function keysOfLine({ id, projectId, invoiceNumber, supplierName, supplierCreditCode, serials, evidence }: LineUses): UsageKey[] {
  const of = (kind: UsageKey['kind'], key: string): UsageKey => ({ kind, key: short(key), subjectId: id, projectId });
  const invoice = invoiceNumber === null ? undefined : normalisedInvoice(invoiceNumber);
  return [
    ...(invoice === undefined || supplierCreditCode === null ? [] : [of('invoice', `${invoice} code:${normalised(supplierCreditCode)}`)]),
    ...(invoice === undefined || supplierName === null ? [] : [of('invoice', `${invoice} name:${normalised(supplierName)}`)]),
    ...[...new Set(serials.map(normalisedSerial))].filter((serial) => serial !== '').map((serial) => of('serial', serial)),
    ...[...new Set(evidence.map(({ sha256 }) => sha256))].map((sha256) => of('evidence', sha256)),
  ];
}

/** What a project is known by: its cluster, its name, its site. */
export function keyOfProject(clusterId: string, { id, name, region }: { readonly id: string; readonly name: string; readonly region: string }): UsageKey {
  return { kind: 'project', key: short(`${clusterId} ${region} ${normalised(name)}`), subjectId: id, projectId: id };
}

function short(key: string): string {
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, 100)}…${createHash('sha256').update(key).digest('hex')}`;
}
