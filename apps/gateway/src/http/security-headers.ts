const YEAR_S = 31_536_000;
const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

function common(hostname: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    // On this machine there is no TLS to hold anybody to.
    ...(loopback.has(hostname) ? {} : { 'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains` }),
  };
}

/** Headers of what is data and never a page: whatever it holds, a browser runs nothing of it. */
export function apiHeaders(hostname: string): Readonly<Record<string, string>> {
  return { ...common(hostname), 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'cross-origin-resource-policy': 'same-origin' };
}

/** Headers of a page that has no scripts, and one style sheet of its own. */
export function pageHeaders(hostname: string): Readonly<Record<string, string>> {
  return { ...common(hostname), 'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" };
}
