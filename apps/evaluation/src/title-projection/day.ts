import { localDateSchema, type LocalDate } from '@jiqun/contracts';

/** A day as the database or policy-core gives it, as contracts want it. @throws ZodError for no day: a mistake of this service */
export function day(text: string): LocalDate {
  return localDateSchema.parse(text);
}

/** The same, where there may be none: as a field to be spread into an answer. */
export function dayField<Name extends string>(name: Name, text: string | null): Partial<Record<Name, LocalDate>> {
  return (text === null ? {} : { [name]: day(text) }) as Partial<Record<Name, LocalDate>>;
}
