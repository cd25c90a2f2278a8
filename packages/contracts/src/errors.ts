import { type ErrorCode, errorCatalogue, type ErrorDefinition } from './error-catalogue.js';
import { nouns } from './nouns.js';
import type { Language, Sentence } from './sentence.js';

/** One place of a request and what is wrong there. */
export interface Issue {
  /** Dotted, array positions in brackets: `projects[2].amount`; empty for the whole. */
  readonly path: string;
  readonly code: string;
  readonly message: Sentence;
}

/** The error of an answer, as it crosses processes. */
export interface AnswerError {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;
  readonly retryable: boolean;
  /** The clause of the programme document that decided, such as `AMC-7-1.a`. */
  readonly clause?: string;
  readonly issues?: readonly Issue[];
}

/** The parameters a code's texts speak of: all of them and no other, so that no text reaches people with a hole. */
export type ErrorParams<C extends ErrorCode> = Readonly<Record<(typeof errorCatalogue)[C]['params'][number], string>>;

/** What a refusal may carry besides its parameters. */
export interface RefusalOptions {
  readonly clause?: string;
  readonly issues?: readonly Issue[];
  /** What went wrong underneath; for the log, never sent. */
  readonly cause?: unknown;
}

type Particulars<C extends ErrorCode> = (typeof errorCatalogue)[C]['params'] extends readonly []
  ? [params?: Readonly<Record<string, never>>, options?: RefusalOptions]
  : [params: ErrorParams<C>, options?: RefusalOptions];

/** The request is refused for a reason of the catalogue. A service throws it; the message layer answers with it. */
export class Refusal<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly params: Readonly<Record<string, string>>;
  readonly clause: string | undefined;
  readonly issues: readonly Issue[] | undefined;

  constructor(code: C, ...[params, options]: Particulars<C>) {
    super(`${code}: ${filled(errorCatalogue[code].en, params ?? {}, 'en')}`, options?.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.params = params ?? {};
    this.clause = options?.clause;
    this.issues = options?.issues;
  }

  /** The refusal that another process answered with, to be thrown on. */
  static from(error: AnswerError): Refusal {
    // Its parameters were checked where it was made; here the code is known only at run time.
    const particulars = [error.params, error] as unknown as Particulars<ErrorCode>;
    return new Refusal(error.code, ...particulars);
  }

  toAnswerError(): AnswerError {
    return {
      code: this.code,
      params: this.params,
      retryable: errorCatalogue[this.code].retryable,
      ...(this.clause === undefined ? {} : { clause: this.clause }),
      ...(this.issues === undefined ? {} : { issues: this.issues }),
    };
  }
}

/** The text with its parameters put in; one that is missing stays visible as `{name}` rather than vanish. */
function filled(text: string, params: Readonly<Record<string, string>>, language: Language): string {
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (hole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return hole;
    return name === 'noun' && Object.hasOwn(nouns, value) ? (nouns[value]?.[language] ?? value) : value;
  });
}

/** An error in words: `title` is the same for every occurrence of the code, `detail` has the parameters in it. */
export function describeError(error: AnswerError, language: Language): { title: string; detail: string; nextStep: string } {
  const definition: ErrorDefinition = errorCatalogue[error.code];
  return {
    title: definition.title[language],
    detail: filled(definition[language], error.params, language),
    nextStep: filled(definition.nextStep[language], error.params, language),
  };
}
