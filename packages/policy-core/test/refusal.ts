import { PolicyError } from '../src/errors.js';

/** The refusal of an act that must be refused; any other error, and an answer, fail the test. */
export function refusalOf(act: () => unknown): PolicyError {
  try {
    act();
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
