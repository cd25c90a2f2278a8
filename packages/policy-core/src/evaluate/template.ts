import { type StatedDecimal, statedText } from '../exact/stated-decimal.js';
import type { PreparedApplication } from '../facts/application.js';
import type { JsonBytes } from './json-bytes.js';

const hole = '\u0001';
const encoder = new TextEncoder();

/** What stands in a template's text where the number of a slot goes. */
export function holeFor(slot: number): string {
  return `${hole}${slot}${hole}`;
}

/**
 * A text with holes where stated numbers go; all else is the same for every application of its shape (`Shapes`). It is
 * made of the text that the slow way gives, so that the two cannot differ.
 */
export class Template {
  private readonly pieces: readonly string[];
  private readonly slots: readonly number[];
  private encoded: readonly Uint8Array[] | undefined;

  /** @param text a text in which `holeFor(slot)` stands for the number of that slot */
  constructor(text: string) {
    const parts = text.split(hole);
    this.pieces = parts.filter((_, at) => at % 2 === 0);
    this.slots = parts.filter((_, at) => at % 2 === 1).map(Number);
  }

  /** The text for an application. */
  text(application: PreparedApplication): string {
    const { pieces, slots } = this;
    const stated = application.stated;
    let text = pieces[0] as string;
    for (let at = 0; at < slots.length; at += 1) {
      text += statedText(stated[slots[at] as number] as StatedDecimal) + (pieces[at + 1] as string);
    }
    return text;
  }

  /** The same as UTF-8. */
  write(bytes: JsonBytes, application: PreparedApplication): void {
    const pieces = (this.encoded ??= this.pieces.map((piece) => encoder.encode(piece)));
    const { slots } = this;
    const stated = application.stated;
    bytes.copy(pieces[0] as Uint8Array);
    for (let at = 0; at < slots.length; at += 1) {
      bytes.ascii(statedText(stated[slots[at] as number] as StatedDecimal));
      bytes.copy(pieces[at + 1] as Uint8Array);
    }
  }
}
