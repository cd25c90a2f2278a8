import type { CreditSourceRow } from './credit-source.entity.js';

/** What a source said, from the cursor at which it was asked. */
export interface Fetched {
  /** Rows as they came: what is wrong with them is found when they are loaded. */
  readonly rows: readonly unknown[];
  /** The answers as they came. */
  readonly text: string;
  /** Where the next question goes on. */
  readonly cursor: string | undefined;
  /** There is more than was taken at once. */
  readonly hasMore: boolean;
}

/** Which source is asked, and from where on. */
export type Question = Pick<CreditSourceRow, 'address' | 'secretName' | 'pageSize' | 'cursor'>;

/** The way to a system outside that says who stands on a credit list. */
export interface CreditConnector {
  /** @throws SourceError when it does not answer, or not as agreed */
  fetch(question: Question): Promise<Fetched>;
}

/** A source did not answer, or not as agreed. The message is for the operator; it holds nothing of the answer. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** The injection token of the connector. */
export const CREDIT_CONNECTOR = Symbol('CREDIT_CONNECTOR');
