import type { StoredAttachment } from '@jiqun/contracts';

/** One of the kinds of files that are taken. */
export type MediaType = StoredAttachment['mediaType'];

const zip = Buffer.from('PK\u0003\u0004');

/** What a file of each kind begins with; and of those that are zip archives, an entry that this kind alone has. */
const marks: Readonly<Record<MediaType, { readonly head: Buffer; readonly entry?: string }>> = {
  'application/pdf': { head: Buffer.from('%PDF-') },
  'image/png': { head: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  'image/jpeg': { head: Buffer.from([0xff, 0xd8, 0xff]) },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { head: zip, entry: 'word/document.xml' },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { head: zip, entry: 'xl/workbook.xml' },
  'application/ofd': { head: zip, entry: 'OFD.xml' },
};

/** Looks at a file part by part for what makes it one of its kind. What its name says is not asked: a name proves nothing. */
export class MediaTypeCheck {
  readonly #head: Buffer;
  readonly #entry: string | undefined;
  #begun = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #hasEntry: boolean;

  constructor(type: MediaType) {
    const { head, entry } = marks[type];
    this.#head = head;
    this.#entry = entry;
    this.#hasEntry = entry === undefined;
  }

  /** Takes the next bytes. */
  take(part: Buffer): void {
    if (this.#begun.length < this.#head.length) this.#begun = Buffer.concat([this.#begun, part.subarray(0, this.#head.length - this.#begun.length)]);
    if (this.#hasEntry || this.#entry === undefined) return;
    // The names of entries are not compressed; one can lie across two parts.
    const seen = Buffer.concat([this.#tail, part]);
    this.#hasEntry = seen.includes(this.#entry);
    this.#tail = seen.subarray(Math.max(0, seen.length - this.#entry.length + 1));
  }

  /** Whether all that was taken is of the kind. */
  get fits(): boolean {
    return this.#hasEntry && this.#begun.equals(this.#head);
  }
}
