import { PolicyError } from '../errors.js';
import { NumberLiteral } from '../exact/stated-decimal.js';

/** Deeper than any request. JSON.parse takes over a second for five megabytes of brackets; this stops at the 65th. */
const deepest = 64;
/** Texts shorter than this cannot nest deep enough to be slow. */
const shortText = 4096;
const exponent = /\d[eE][+-]?\d/;
/** Characters of the shortest number that a double may not hold: 16 digits, or 15 and a point. */
const longNumber = 16;
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const mark = '\uE000';

/**
 * Reads a JSON text without rounding its numbers: a literal that a double cannot hold comes back as a `NumberLiteral`.
 * @throws PolicyError INVALID_JSON for what is no JSON, or is nested deeper than any request
 */
export function parseJson(text: string): unknown {
  if (text.length > shortText && isTooDeep(text)) {
    throw new PolicyError('INVALID_JSON', {
      zh: `JSON 嵌套超过 ${deepest} 层；请求不会这样深，请检查生成它的程序。`,
      en: `The JSON is nested deeper than ${deepest} levels; no request is, so check the program that made it.`,
    });
  }
  try {
    return hasLongNumber(text) || exponent.test(text) ? parseKeepingLiterals(text) : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const detail = error.message.slice(0, 120);
    throw new PolicyError('INVALID_JSON', { zh: `不是有效的 JSON：${detail}。`, en: `This is not JSON: ${detail}.` });
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) {
      inString = true;
    } else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 125 || code === 93) {
      depth -= 1;
    }
  }
  return false;
}

/** A run of 16 covers two neighbouring multiples of eight: only those are looked at until both are digits. */
function hasLongNumber(text: string): boolean {
  for (let at = 8; at < text.length; at += 8) {
    if (isNumeric(text.charCodeAt(at)) && isNumeric(text.charCodeAt(at - 8)) && runAround(text, at) >= longNumber) return true;
  }
  return false;
}

function runAround(text: string, at: number): number {
  let from = at;
  let to = at;
  while (from > 0 && isNumeric(text.charCodeAt(from - 1))) from -= 1;
  while (to < text.length && isNumeric(text.charCodeAt(to))) to += 1;
  return to - from;
}

function isNumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

/** Node 20 has no way to see the source of a number while parsing, so long literals travel as marked strings. */
function parseKeepingLiterals(text: string): unknown {
  const marked = text.replace(tokens, (token) => {
    if (token.startsWith('"')) {
      if (token.startsWith(`"${mark}`) || /^"\\ue000/i.test(token)) throw new SyntaxError('a text begins with the private character U+E000');
      return token;
    }
    return isSafe(token) ? token : `"${mark}${token}"`;
  });
  return JSON.parse(marked, (_key, value: unknown) => (typeof value === 'string' && value.startsWith(mark) ? new NumberLiteral(value.slice(1)) : value));
}

function isSafe(literal: string): boolean {
  return !/[eE]/.test(literal) && literal.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15;
}
