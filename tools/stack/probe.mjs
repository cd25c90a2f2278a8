/** Asks a server, in its own protocol, whether it is what an address says. */
import { connect } from 'node:net';

/**
 * @typedef {object} Question
 * @property {Uint8Array | string} [ask] sent once connected; NATS speaks first
 * @property {RegExp} answer what the first bytes of the answer look like
 */

/** One question per kind of server. PostgreSQL answers a request for TLS with one letter, S or N. */
export const QUESTIONS = /** @type {const} */ ({
  postgres: { ask: Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f), answer: /^[SN]/ },
  nats: { answer: /^INFO \{/ },
  // A server that asks for a password is there as well.
  redis: { ask: 'PING\r\n', answer: /^(\+PONG|-NOAUTH|-WRONGPASS)/ },
});

const DEFAULT_PORTS = { postgres: 5432, nats: 4222, redis: 6379 };

/**
 * @param {keyof typeof QUESTIONS} kind
 * @param {string} url
 * @param {Question} [question] another one, to learn which server of the kind answers
 * @param {number} [limitMs]
 * @returns {Promise<string | undefined>} why it does not answer; undefined when it does
 */
export function probe(kind, url, question = QUESTIONS[kind], limitMs = 2000) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || DEFAULT_PORTS[kind] });
    /** @param {string | undefined} outcome */
    const done = (outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(limitMs, () => done('no answer'));
    socket.once('error', (error) => done('code' in error ? String(error.code) : error.message));
    socket.once('end', () => done('it closed the connection'));
    socket.once('connect', () => question.ask !== undefined && socket.write(question.ask));
    socket.once('data', (data) => done(question.answer.test(data.toString('latin1')) ? undefined : `what answers there is not ${kind}`));
  });
}

/**
 * @param {string} url
 * @returns {string} the address without its password
 */
export function shown(url) {
  try {
    const parsed = new URL(url);
    if (parsed.password !== '') parsed.password = '***';
    return parsed.toString();
  } catch {
    return 'something that is not a URL';
  }
}
