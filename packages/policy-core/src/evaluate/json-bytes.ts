const encoder = new TextEncoder();
const openingBracket = 91;

/**
 * JSON text under way, as UTF-8. Putting prepared bytes together costs a fifth of building the text as a string and
 * encoding it afterwards, most of which goes into flattening the string.
 */
export class JsonBytes {
  private bytes: Uint8Array;
  private used = 0;

  constructor(size = 1 << 18) {
    this.bytes = new Uint8Array(size);
  }

  get length(): number {
    return this.used;
  }

  /** Bytes made before. */
  copy(piece: Uint8Array): void {
    const length = piece.length;
    if (this.used + length > this.bytes.length) this.grow(length);
    this.bytes.set(piece, this.used);
    this.used += length;
  }

  /** Text of ASCII characters, such as a decimal. */
  ascii(text: string): void {
    const length = text.length;
    if (this.used + length > this.bytes.length) this.grow(length);
    const { bytes, used } = this;
    for (let at = 0; at < length; at += 1) bytes[used + at] = text.charCodeAt(at);
    this.used = used + length;
  }

  text(text: string): void {
    const most = text.length * 3;
    if (this.used + most > this.bytes.length) this.grow(most);
    this.used += encoder.encodeInto(text, this.bytes.subarray(this.used)).written;
  }

  /** Turns the comma at a place into the bracket of a list; writes the bracket where nothing follows. */
  openList(at: number): void {
    if (at === this.used) this.ascii('[');
    else this.bytes[at] = openingBracket;
  }

  /** All that was written, good until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }

  /** Begins anew in the same memory. */
  clear(): void {
    this.used = 0;
  }

  private grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + by));
    larger.set(this.view());
    this.bytes = larger;
  }
}
