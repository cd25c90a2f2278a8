/** The pauses of a loop, which its end cuts short. */
export class Pauses {
  readonly #ended = new AbortController();

  /** No pause lasts from now on. */
  end(): void {
    this.#ended.abort();
  }

  /** Resolves after so many milliseconds, or at once when the loop ends. */
  async rest(pauseMs: number): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) return;
    await new Promise<void>((resume) => {
      const timer = setTimeout(end, pauseMs);
      signal.addEventListener('abort', end);
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resume();
      }
    });
  }
}
