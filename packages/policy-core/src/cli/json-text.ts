import { PolicyError } from '../errors.js';
import { longestDecimal, NumberLiteral } from '../exact/stated-decimal.js';

/** Deeper than any request. JSON.parse takes over a second for five megabytes of brackets; this stops at the 65th. */
const deepest = 64;
/** Texts shorter than this cannot nest deep enough to be slow. */
const shortText = 4096;
const exponent = /\d[eE][+-]?\d/;
/** Characters of the shortest number that a double may not hold: 16 digits, or 15 and a point. */
const longNumber = 16;
/** Marks a literal that travels as text; a private character that no request has at the beginning of a text. */
const mark = '\uE000';

const quote = 34;
const backslash = 92;

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
    throw new PolicyError('INVALID_JSON', {
      zh: `不是有效的 JSON（${detail}）；请检查引号、逗号和括号。`,
      en: `This is not JSON (${detail}); check its quotes, commas and brackets.`,
    });
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 125 || code === 93) {
      depth -= 1;
    }
  }
  return false;
}

/** Position of the quote that ends the string which begins at `from`; the end of the text when none does. */
function endOfString(text: string, from: number): number {
  let at = from;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let before = at - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

/** A run of 16 covers two neighbouring multiples of eight: only those are looked at until both are digits. */
function hasLongNumber(text: string): boolean {
  for (let at = 8; at < text.length; at += 8) {
    if (isNumeric(text.charCodeAt(at)) && isNumeric(text.charCodeAt(at - 8)) && runAround(text, at) >= longNumber) return true;
  }
  return false;
}

/** Length of the run of digits and points around a place, as far as it matters. */
function runAround(text: string, at: number): number {
  let from = at;
  let to = at;
  while (at - from < longNumber && isNumeric(text.charCodeAt(from - 1))) from -= 1;
  while (to - from < longNumber && isNumeric(text.charCodeAt(to))) to += 1;
  return to - from;
}

function isNumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

/** Node 20 has no way to see the source of a number while parsing, so long literals travel as marked strings. */
function parseKeepingLiterals(text: string): unknown {
  return JSON.parse(withMarkedLiterals(text), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? new NumberLiteral(value.slice(1)) : value,
  );
}

function withMarkedLiterals(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end === text.length) throw new SyntaxError('a text is not closed');
      if (text.startsWith(mark, at + 1) || /^\\ue000/i.test(text.slice(at + 1, at + 7))) throw new SyntaxError('a text begins with the private character U+E000');
      at = end;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      const end = endOfLiteral(text, at);
      if (!isSafe(text, at, end)) {
        pieces.push(text.slice(copied, at), '"', mark, text.slice(at, Math.min(end, at + longestDecimal + 1)), '"');
        copied = end;
      }
      at = end - 1;
    }
  }
  pieces.push(text.slice(copied));
  return pieces.join('');
}

function endOfLiteral(text: string, from: number): number {
  let end = from + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    const belongs = isNumeric(code) || code === 43 || code === 45 || code === 69 || code === 101;
    if (!belongs) break;
  }
  return end;
}

/** What JSON.parse reads without loss, and what is no number literal at all, which JSON.parse then refuses. */
function isSafe(text: string, from: number, end: number): boolean {
  if (end - from < longNumber) return !/[eE]/.test(text.slice(from, end)) || !isLiteral(text.slice(from, end));
  return end - from <= longestDecimal && !isLiteral(text.slice(from, end));
}

function isLiteral(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}
