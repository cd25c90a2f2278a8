/** A text for people, in both languages of the house. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** A language a text can be asked for in. */
export type Language = keyof Sentence;
