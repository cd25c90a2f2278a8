/**
 * The load generator: a process of its own, forked by `drive` in rows.mjs. A closed loop on each connection over a plain
 * socket: Node's own HTTP client took as much of the machine as the gateway it was to measure.
 * Told once by a message what to do; answers `measuring` when the warm-up is over and `result` at the end.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {number} connections
 * @property {number} warmUpMs
 * @property {number} measureMs
 * @property {'GET' | 'POST'} method
 * @property {Record<string, string>} headers
 * @property {string} [body]
 * @property {boolean} [keyed] each request has an idempotency key of its own
 * @property {string[]} [paths] taken in turn behind the URL
 * @property {number} status every answer must have
 */
/**
 * @typedef {object} LoadResult
 * @property {number} requests answered while measuring
 * @property {number} seconds
 * @property {number} p50 ms
 * @property {number} p99 ms
 * @property {number} cpuMicros of the generator, a request
 */

const HEAD_END = '\r\n\r\n';

/** @param {Load} load */
function requestWriter({ url, method, headers, body = '', keyed, paths }) {
  const { host, pathname } = new URL(url);
  const run = randomBytes(6).toString('hex');
  const fixed = Object.entries({ host, connection: 'keep-alive', ...headers, ...(method === 'POST' && { 'content-length': String(Buffer.byteLength(body)) }) })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  let count = 0;
  return () => {
    count += 1;
    const path = paths === undefined ? pathname : `${pathname}${paths[count % paths.length]}`;
    const key = keyed ? `idempotency-key: ${run}-${count}\r\n` : '';
    return `${method} ${path} HTTP/1.1\r\n${fixed}${key}\r\n${body}`;
  };
}

/**
 * The length and status of the answer at the start of the text; undefined when it is not whole yet.
 * @param {string} text
 */
function wholeAnswer(text) {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd).toLowerCase();
  const at = head.indexOf('content-length: ');
  if (at === -1) throw new Error(`An answer without content-length: ${head}`);
  const length = headEnd + HEAD_END.length + Number.parseInt(head.slice(at + 16), 10);
  return text.length < length ? undefined : { length, status: Number(head.slice(9, 12)) };
}

/**
 * @param {Load} load
 * @param {(milliseconds: number) => void} answered
 * @param {() => boolean} goesOn
 * @param {() => string} nextRequest
 */
function runConnection(load, answered, goesOn, nextRequest) {
  const { hostname, port } = new URL(load.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = '';
    let begun = 0;
    const send = () => {
      begun = performance.now();
      socket.write(nextRequest());
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      received += chunk;
      const answer = wholeAnswer(received);
      if (answer === undefined) return;
      if (answer.status !== load.status) {
        socket.destroy();
        reject(new Error(`${load.method} ${load.url} answered ${received.slice(0, 600)}`));
        return;
      }
      answered(performance.now() - begun);
      received = received.slice(answer.length);
      if (goesOn()) send();
      else socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(undefined));
  });
}

/** @param {Float64Array} sorted @param {number} part */
const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/**
 * @param {Load} load
 * @param {() => void} measuring
 * @returns {Promise<LoadResult>}
 */
async function generate(load, measuring) {
  /** @type {number[]} */
  let latencies = [];
  const begun = performance.now();
  let from = begun;
  let cpu = process.cpuUsage();
  const warm = setTimeout(() => {
    latencies = [];
    from = performance.now();
    cpu = process.cpuUsage();
    measuring();
  }, load.warmUpMs);
  const end = begun + load.warmUpMs + load.measureMs;
  const nextRequest = requestWriter(load);
  const goesOn = () => performance.now() < end;
  try {
    await Promise.all(Array.from({ length: load.connections }, () => runConnection(load, (ms) => latencies.push(ms), goesOn, nextRequest)));
  } finally {
    clearTimeout(warm);
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latencies).toSorted();
  return { requests: sorted.length, seconds: (performance.now() - from) / 1_000, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), cpuMicros: (user + system) / sorted.length };
}

process.once('message', (load) => {
  generate(/** @type {Load} */ (load), () => process.send?.({ kind: 'measuring' })).then(
    (result) => process.send?.({ kind: 'result', result }, () => process.exit(0)),
    (error) => process.send?.({ kind: 'failed', message: String(error) }, () => process.exit(1)),
  );
});
