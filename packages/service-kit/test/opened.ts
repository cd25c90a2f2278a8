/** What a test opened beside its bed: closed after it, the last first, also when it failed; an open handle holds Jest for ever. */
export class Opened {
  readonly #closings: (() => unknown)[] = [];

  /** @returns what was opened */
  keep<Thing>(opened: Thing, close: (opened: Thing) => unknown): Thing {
    this.#closings.push(() => close(opened));
    return opened;
  }

  async close(): Promise<void> {
    for (const close of this.#closings.splice(0).toReversed()) await close();
  }
}
