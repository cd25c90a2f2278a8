/**
 * A JSON value as its canonical text (RFC 8785): keys in the order of their UTF-16 units, no spaces, numbers and texts as
 * JSON.stringify writes them. Half a surrogate pair, which the RFC refuses, is written as its escape: an entry that
 * cannot be written would hold up the log.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalText(inner)}`)
    .join(',')}}`;
}
