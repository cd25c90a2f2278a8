import { organisationCheck, socialCreditCheck } from '../primitives/social-credit-code.js';
import type { Shape } from './field.js';

const seventeen = `91229900MA000001${organisationCheck('MA000001')}`;
/** Registered where no office registers: it belongs to nobody. */
const sampleCreditCode = `${seventeen}${socialCreditCheck(seventeen)}`;
const sampleId = '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';

/** What a field of this name says in an example. */
const byName: Readonly<Record<string, string | number>> = {
  action: '整改', amount: '1250000.00', areaKm2: '80', bank: '示例银行', by: '示例企业', clusterName: '示例产业集群', code: 'S-001', condition: 'independent-legal-person',
  csv: 'creditCode,name\n', document: '吉工信示例〔2026〕1号', documentNumber: '示例〔2026〕1号', facts: '示例事实', from: '2026-03-01', leadingIndustry: '示例产业', limit: 50,
  maskedNumber: '**** **** **** 1234', name: '示例产业集群', note: '示例', opinion: '同意（示例）', policyVersion: '2024-09-11', programme: 'jl-sme-2024', publicValue: '示例',
  reason: '材料齐备（示例）', reasons: '材料齐备（示例）', region: '220100', source: '示例来源', step: 'local-review', summary: '示例', tenant: 'CN-22', text: '示例内容', through: '2026-03-31',
  title: '示例标题', to: '2026-12-31T00:30:00+08:00', version: 1, year: 2026,
};

/** Tried in this order where the name says nothing or its sample does not fit. */
const candidates = [
  sampleId, '2026-03-16', '2026-03-16T09:00:00+08:00', sampleCreditCode, '220100', 'CN-22', '36', '1250000.00', '0.30', '80', '0.0435', 'a'.repeat(64), 'jl-sme-2024', 'SME-10', 'local-review',
  'equipment', 'https://example.org/notice', 'SAMPLE-001', '1234', 'c2FtcGxl', '示例',
];

/** Optional fields of which one must be there all the same. */
const alsoSaid: Readonly<Record<string, readonly string[]>> = { conflict: ['clusterId'] };

function fits({ pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Shape, text: string): boolean {
  return text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text));
}

function exampleText(shape: Shape, name: string): string {
  const named = byName[name];
  if (shape.format === 'uri') return 'https://example.org/notice';
  if (typeof named === 'string' && fits(shape, named)) return named;
  if (shape.pattern === undefined) return fits(shape, '示例') ? '示例' : 'x'.repeat(shape.minLength ?? 1);
  return candidates.find((candidate) => fits(shape, candidate)) ?? '';
}

function exampleNumber({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Shape, name: string): number {
  const named = byName[name];
  return Math.min(Math.max(typeof named === 'number' ? named : 1, minimum), maximum);
}

/**
 * A value of the shape as an example: what must be there, sensible where the names say what is meant.
 * @param name of the field that it stands in
 */
export function exampleOf(shape: Shape, name = ''): unknown {
  const [first] = (shape.oneOf ?? shape.anyOf ?? []) as readonly Shape[];
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  if (first !== undefined) return exampleOf(first, name);
  switch (shape.type) {
    case 'string':
      return exampleText(shape, name);
    case 'integer':
    case 'number':
      return exampleNumber(shape, name);
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, 1) }, () => exampleOf(shape.items as Shape, name.replace(/s$/, '')));
    case 'object': {
      const properties = Object.entries(shape.properties ?? {}).filter(([key]) => shape.required?.includes(key) === true || alsoSaid[name]?.includes(key) === true);
      return Object.fromEntries(properties.map(([key, part]) => [key, exampleOf(part as Shape, key)]));
    }
    default:
      return {};
  }
}
