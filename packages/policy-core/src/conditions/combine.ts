import type { Sentence } from '../errors.js';
import { nearest, together } from './comparison.js';
import {
  type Candidate,
  type Condition,
  type FactReference,
  type Generator,
  met,
  missing,
  notApplicable,
  notMet,
  type OtherReading,
  type Truth,
} from './condition.js';

type Evaluate = Condition['evaluate'];

/** All of several conditions, in three values (INT-26): one that is not met decides. */
export function allOf(conditions: readonly Condition[]): Condition {
  return {
    ...joined(conditions, (evaluates) => fold(evaluates, notMet, met)),
    generate: (generator) => generatedFold(conditions, generator, notMet, met),
    required: (year) => joinSentences(conditions.map((condition) => condition.required(year)), '；', '; and '),
    wouldChange: (application) => together(failing(conditions, application)),
  };
}

/** Any of several conditions, in three values (INT-26): one that is met decides. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return {
    ...joined(conditions, (evaluates) => fold(evaluates, met, notMet)),
    generate: (generator) => generatedFold(conditions, generator, met, notMet),
    required: (year) => joinSentences(conditions.map((condition) => condition.required(year)), '；或者', '; or '),
    wouldChange: (application) => nearest(failing(conditions, application)) as Candidate,
  };
}

/** A condition for some applicants only (SME-6-6.b): not applicable where the fact says so. */
export function whenFact(applies: Condition, condition: Condition, words: Sentence): Condition {
  return {
    ...joined([applies, condition], ([first, second]) => (application) => {
      const truth = (first as Evaluate)(application);
      return truth === notMet ? notApplicable : truth === missing ? missing : (second as Evaluate)(application);
    }),
    generate(generator) {
      const x = generator.local();
      return `((${x}=${applies.generate(generator)})===0?3:${x}===2?2:${condition.generate(generator)})`;
    },
    required(year) {
      const required = condition.required(year);
      return { zh: `${words.zh}的，${required.zh}`, en: `for a ${words.en}: ${required.en}` };
    },
    lacking: (application) => (applies.evaluate(application) === met ? condition.lacking(application) : applies.lacking(application)),
    wouldChange: (application) => condition.wouldChange(application),
  };
}

/** `decisive` ends the evaluation, `otherwise` is the answer when nothing was decisive and nothing is missing. */
function fold(evaluates: readonly Evaluate[], decisive: Truth, otherwise: Truth): Evaluate {
  return (application) => {
    let truth = otherwise;
    for (const evaluate of evaluates) {
      const each = evaluate(application);
      if (each === decisive) return decisive;
      if (each === missing) truth = missing;
    }
    return truth;
  };
}

function generatedFold(conditions: readonly Condition[], generator: Generator, decisive: Truth, otherwise: Truth): string {
  const names = conditions.map(() => generator.local());
  const tests = conditions.map((condition, at) => `(${names[at]}=${condition.generate(generator)})===${decisive}?${decisive}:`).join('');
  return `(${tests}${names.map((name) => `${name}===2`).join('||')}?2:${otherwise})`;
}

type Joined = Pick<Condition, 'evaluate' | 'observed' | 'lacking' | 'interpretations' | 'parameters' | 'otherReadings'>;

function joined(conditions: readonly Condition[], combine: (evaluates: readonly Evaluate[]) => Evaluate): Joined {
  return {
    evaluate: combine(conditions.map((condition) => condition.evaluate)),
    observed: conditions.flatMap((condition) => condition.observed),
    lacking: (application) =>
      distinct(conditions.filter((condition) => condition.evaluate(application) === missing).flatMap((condition) => condition.lacking(application))),
    interpretations: [...new Set(conditions.flatMap((condition) => condition.interpretations))],
    parameters: [...new Set(conditions.flatMap((condition) => condition.parameters))],
    otherReadings: otherReadings(conditions, combine),
  };
}

/** Another reading holds for every part that knows it at once. */
function otherReadings(conditions: readonly Condition[], combine: (evaluates: readonly Evaluate[]) => Evaluate): OtherReading[] {
  const known = new Map<string, OtherReading>();
  for (const condition of conditions) {
    for (const reading of condition.otherReadings) known.set(`${reading.interpretation} ${reading.reading}`, reading);
  }
  return [...known.values()].map(({ interpretation, reading }) => ({
    interpretation,
    reading,
    evaluate: combine(
      conditions.map((condition) => {
        const other = condition.otherReadings.find((each) => each.interpretation === interpretation && each.reading === reading);
        return other === undefined ? condition.evaluate : (application) => other.evaluate(application);
      }),
    ),
  }));
}

function failing(conditions: readonly Condition[], application: Parameters<Condition['evaluate']>[0]): Candidate[] {
  return conditions.filter((condition) => condition.evaluate(application) === notMet).map((condition) => condition.wouldChange(application));
}

function distinct(references: readonly FactReference[]): FactReference[] {
  return [...new Map(references.map((reference) => [`${reference.definition.type}:${reference.slot}`, reference])).values()];
}

function joinSentences(sentences: readonly Sentence[], zh: string, en: string): Sentence {
  return { zh: sentences.map((sentence) => sentence.zh).join(zh), en: sentences.map((sentence) => sentence.en).join(en) };
}
