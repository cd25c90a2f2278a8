import { Refusal } from '@jiqun/contracts';

import { refusedAt } from './failure.js';

/** Deeper than any contract, and far from what would hold up the event loop. */
const deepest = 32;

interface Level {
  /** Keys seen so far; undefined within a list. */
  readonly keys: Set<string> | undefined;
  expectsKey: boolean;
}

/** Where the text that begins at a quotation mark ends, behind its closing one. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x5c) at += 1;
    else if (character === 0x22) return at + 1;
  }
  return text.length;
}

function seen(level: Level, key: string): void {
  // As two spellings of one key are one key to the parser.
  const name = key.includes('\\') ? (JSON.parse(key) as string) : key.slice(1, -1);
  if (name === '__proto__') throw refusedAt('__proto__', 'UNKNOWN_KEY');
  if (level.keys?.has(name) === true) throw refusedAt(name.slice(0, 64), 'UNKNOWN_KEY');
  level.keys?.add(name);
}

/**
 * Looks for what `JSON.parse` lets pass and nobody means: a key given twice, of which the last would win silently, a
 * `__proto__`, nesting without end. The parser does the rest.
 */
function inspect(text: string): void {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const level = levels.at(-1);
    switch (text[at]) {
      case '{':
      case '[':
        if (levels.length === deepest) throw refusedAt('', 'TOO_LARGE');
        levels.push({ keys: text[at] === '{' ? new Set() : undefined, expectsKey: text[at] === '{' });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level?.keys !== undefined) level.expectsKey = true;
        break;
      case '"': {
        const end = endOfText(text, at);
        if (level?.expectsKey === true) seen(level, text.slice(at, end));
        if (level !== undefined) level.expectsKey = false;
        at = end - 1;
        break;
      }
    }
  }
}

/** Reads a body. @throws Refusal MALFORMED_MESSAGE; INVALID_REQUEST for a key given twice and for nesting without end */
export function strictJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    inspect(text);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('MALFORMED_MESSAGE');
  }
}
