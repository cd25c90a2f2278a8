import type { Sentence } from './sentence.js';

/** What can be wrong with one place of a request. Schemas name these codes as their message; `issuesOf` puts them into words. */
export const issueCatalogue = {
  MONEY: { zh: '应为以元为单位的金额字符串，至多两位小数，如 "1234.50"，不带千分位、指数和多余的零', en: 'write yuan as a string with at most two decimals, such as "1234.50", without separators, exponent or extra zeros' },
  LOCAL_DATE: { zh: '应为确实存在的日期，格式 YYYY-MM-DD', en: 'write a day that exists as YYYY-MM-DD' },
  DAY_IN_FUTURE: { zh: '不得晚于当日', en: 'must not be later than today' },
  DAY_BEFORE_START: { zh: '不得早于起始日', en: 'must not be earlier than the first day' },
  INSTANT: { zh: '应为带时区的时间，如 2026-03-01T09:00:00+08:00，秒的小数至多六位', en: 'write an instant with its offset, such as 2026-03-01T09:00:00+08:00, with at most six decimals of a second' },
  SOCIAL_CREDIT_CODE_SHAPE: { zh: '统一社会信用代码应为 18 位，第 3 至 8 位为数字，其余为数字或大写字母，不使用 I、O、S、V、Z', en: 'a social credit code has 18 characters: digits and capital letters without I, O, S, V and Z, the third to the eighth being digits' },
  SOCIAL_CREDIT_CODE_ORGANISATION_CHECK: { zh: '第 17 位（组织机构代码的校验码）与第 9 至 16 位不符，请对照证照核对', en: 'the 17th character, the check digit of the organisation code, does not match the 9th to the 16th; compare with the certificate' },
  SOCIAL_CREDIT_CODE_CHECK: { zh: '第 18 位（统一社会信用代码的校验码）与前 17 位不符，请对照证照核对', en: 'the 18th character, the check digit of the whole code, does not match the first 17; compare with the certificate' },
  REGION_CODE: { zh: '应为六位行政区划代码（GB/T 2260），如 220100', en: 'write a division code of six digits (GB/T 2260), such as 220100' },
  TENANT: { zh: '应为辖区代码，如 CN-22', en: 'write the code of a jurisdiction, such as CN-22' },
  INDUSTRY_CODE: { zh: '应为国民经济行业代码（GB/T 4754）：2 至 4 位数字，前面可有门类字母，如 C3670', en: 'write an industry code (GB/T 4754): two to four digits, the section letter before them if you like, such as C3670' },
  UUID: { zh: '应为小写的 UUID', en: 'write a UUID in lower case' },
  CURSOR: { zh: '应为上一页返回的 next，原样提交', en: 'send the next of the page before, unchanged' },
  IDEMPOTENCY_KEY: { zh: '应为 1 至 255 个可见 ASCII 字符，不含空格', en: 'write 1 to 255 visible ASCII characters without spaces' },
  TEXT: { zh: '含有不可见的控制字符或不完整的字符', en: 'contains control characters or broken characters' },
  REQUIRED: { zh: '此项必填', en: 'is required' },
  TYPE: { zh: '数据类型不对', en: 'has the wrong type' },
  UNKNOWN_KEY: { zh: '不是约定的字段，请删除', en: 'is no field that is agreed; remove it' },
  TOO_SMALL: { zh: '过短、过少或过小', en: 'is too short, too few or too small' },
  TOO_LARGE: { zh: '过长、过多或过大', en: 'is too long, too many or too large' },
  VALUE: { zh: '不是可用的取值', en: 'is none of the values allowed' },
  FORMAT: { zh: '格式不对', en: 'has the wrong format' },
} as const satisfies Record<string, Sentence>;

/** One code of what can be wrong with one place. */
export type IssueCode = keyof typeof issueCatalogue;

/** As a schema's or a check's `error`: the type holds the message to the catalogue. */
export function because(code: IssueCode): { error: IssueCode } {
  return { error: code };
}
