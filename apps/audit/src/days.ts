import { localDateSchema, type LocalDate } from '@jiqun/contracts';

/** A day as the database or policy-core gives it, as contracts want it. @throws ZodError for no day: a mistake of this service */
export function day(text: string): LocalDate {
  return localDateSchema.parse(text);
}

/** A field to be spread into an answer, absent where there is no value. */
export function field<Name extends string, Value>(name: Name, value: Value | null | undefined): Partial<Record<Name, Value>> {
  return (value === null || value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}

/** The same for a day. */
export function dayField<Name extends string>(name: Name, text: string | null): Partial<Record<Name, LocalDate>> {
  return field(name, text === null ? null : day(text));
}
