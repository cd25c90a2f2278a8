import type { AnnualReportField, Issue } from '@jiqun/contracts';

import { millionths } from './exact-decimal.js';
import data from './form-fields.json' with { type: 'json' };

interface Form {
  readonly programme: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const fields = new Map(data.fields.map((field) => [field.key, field as Omit<AnnualReportField, 'required'>]));
const forms: readonly Form[] = data.forms;

/** The form of a programme's reports: its own, or the one for programmes without. */
export function formOf(programme: string): readonly AnnualReportField[] {
  const form = forms.find((one) => one.programme === programme) ?? forms.find((one) => one.programme === '*');
  if (form === undefined) return [];
  const listed = (
    keys: readonly string[], required: boolean,
  ) => keys.flatMap((key) => (fields.has(key) ? [{ ...(fields.get(key) as AnnualReportField), required }] : []));
  return [...listed(form.required, true), ...listed(form.optional, false)];
}

/** The figures of a report by key. @returns beside them what is wrong with them: unknown, doubled, not of the field's type */
export function readFigures(
  programme: string, figures: readonly { readonly key: string; readonly value: string }[],
): { readonly values: Record<string, string>; readonly issues: readonly Issue[] } {
  const known = new Map(formOf(programme).map((field) => [field.key, field]));
  const values: Record<string, string> = {};
  const issues = figures.flatMap(({ key, value }, at): Issue[] => {
    const field = known.get(key);
    const path = `figures[${at}]`;
    if (field === undefined) return [{ path: `${path}.key`, code: 'VALUE', message: { zh: `没有填报项 ${key}`, en: `the form has no field ${key}` } }];
    if (Object.hasOwn(values, key)) {
      return [{
        path: `${path}.key`, code: 'VALUE', message: { zh: `填报项 ${key} 重复`, en: `the field ${key} comes twice` },
      }];
    }
    values[key] = value;
    return fits(field.type, value) ? [] : [{ path: `${path}.value`, code: 'FORMAT', message: expected[field.type] }];
  });
  return { values, issues };
}

/** The required fields that a report lacks. */
export function missingFields(programme: string, values: Readonly<Record<string, string>>): readonly AnnualReportField[] {
  return formOf(programme).filter(({ key, required }) => required && values[key] === undefined);
}

const expected: Readonly<Record<AnnualReportField['type'], { readonly zh: string; readonly en: string }>> = {
  decimal: { zh: '应为不小于零的小数，至多六位小数', en: 'write a decimal of zero or more with at most six decimals' },
  share: { zh: '应为百分数，至多六位小数，不带百分号', en: 'write a percentage without the sign, with at most six decimals' },
  'signed-decimal': { zh: '应为小数，可带负号，至多六位小数', en: 'write a decimal, a minus sign before it if need be, with at most six decimals' },
  integer: { zh: '应为不小于零的整数', en: 'write a whole number of zero or more' },
  text: { zh: '应为文字', en: 'write a text' },
};

function fits(type: AnnualReportField['type'], value: string): boolean {
  if (type === 'text') return true;
  if (type === 'integer') return /^\d{1,12}$/.test(value);
  const read = millionths(value);
  return read !== undefined && (type === 'signed-decimal' || read >= 0n);
}
