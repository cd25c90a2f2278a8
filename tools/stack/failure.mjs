/**
 * A failure that the person at the terminal can mend: it is printed without a stack trace.
 * `mend` is what to do next, as a command where there is one.
 */
export class Failure extends Error {
  /**
   * @param {string} what what went wrong, with its cause
   * @param {string} mend what to do next
   */
  constructor(what, mend) {
    super(what);
    this.name = 'Failure';
    this.mend = mend;
  }
}

const FULL_DISK = 'The disk is full';

/**
 * Finds a full disk behind an error or the output of a program, because each program words it in its own way.
 * @param {unknown} cause an error, or lines of a log
 * @param {string} place a folder on the disk in question
 * @returns {Failure | undefined}
 */
export function diskFull(cause, place) {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && !/no space left on device|disk quota exceeded|ENOSPC/i.test(text)) return undefined;
  return new Failure(
    `${FULL_DISK}: nothing more can be written under ${place}.`,
    `See what fills it: df -h '${place}'; then free space, or set JIQUN_DATA_DIR to a folder on another disk.`,
  );
}

/**
 * Prints what went wrong and what mends it.
 * @param {unknown} error
 * @param {{ place?: string }} [options] `place`: a folder that was being written
 */
export function report(error, { place = process.cwd() } = {}) {
  const known = error instanceof Failure ? error : diskFull(error, place);
  if (known) process.stderr.write(`\nFailed: ${known.message}\n  What to do: ${known.mend.replaceAll('\n', '\n    ')}\n`);
  else process.stderr.write(`\nFailed, in a way that was not foreseen: ${error instanceof Error ? error.stack : String(error)}\n`);
}
