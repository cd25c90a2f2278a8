/** Codes that only the public interface answers with; a part of the catalogue, whose rules they follow. */
export const doorErrors = {
  VERSION_MISSING: {
    retryable: false,
    httpStatus: 428,
    title: { zh: '缺少所依据的版本', en: 'The version is missing' },
    zh: '修改已有的对象，须在 If-Match 请求头中写明所依据的版本。',
    en: 'A change to an object must say in the If-Match header which version it was made to.',
    params: [],
    nextStep: { zh: '请先读取对象，把答复的 ETag（或带引号的版本号，如 "3"）放入 If-Match 请求头，再以同一幂等键提交。', en: 'Read the object, put the ETag of that answer (or its version in quotes, such as "3") into the If-Match header, and send it with the same idempotency key.' },
  },
  RATE_LIMITED: {
    retryable: true,
    httpStatus: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    zh: '{seconds} 秒内最多受理 {limit} 次请求，未受理本次请求。',
    en: 'No more than {limit} requests are taken in {seconds} seconds; this one was not taken.',
    params: ['limit', 'seconds'],
    nextStep: { zh: '请在 Retry-After 所示的秒数之后，用同一幂等键再次提交。', en: 'Wait for the seconds that Retry-After says, then send it again with the same idempotency key.' },
  },
  TOO_MANY_ROWS: {
    retryable: false,
    httpStatus: 422,
    title: { zh: '导出的行数过多', en: 'Too many rows to export' },
    zh: '符合条件的超过 {limit} 行，一次不能全部导出。',
    en: 'More than {limit} rows match, too many for one export.',
    params: ['limit'],
    nextStep: { zh: '请缩小查询条件，分几次导出；导出的文件不会缺行。', en: 'Narrow the filter and export in parts; no export ever leaves rows out.' },
  },
} as const;
