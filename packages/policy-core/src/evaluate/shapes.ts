import { type Condition, missing } from '../conditions/condition.js';
import { type PreparedApplication } from '../facts/application.js';

/** More shapes of one rule than any real population has; beyond them an answer is put together as text. */
const mostObserved = 16;
const outcomesInShape = 8;

/**
 * Tells apart answers of one rule that differ in more than the stated numbers: which facts are stated, what the yes-no
 * facts say, and the outcome. Answers of one shape share a template.
 */
export class Shapes {
  private readonly numbers: readonly number[];
  private readonly booleans: readonly number[];
  private readonly incidents: boolean;
  private readonly shapeless: boolean;

  constructor(condition: Condition | undefined) {
    const observed = condition?.observed ?? [];
    const slotsOf = (...types: string[]): number[] => observed.filter(({ definition }) => types.includes(definition.type)).map(({ slot }) => slot);
    this.numbers = slotsOf('decimal', 'integer', 'series');
    this.booleans = slotsOf('boolean', 'object');
    this.incidents = slotsOf('incidents').length > 0;
    this.shapeless = slotsOf('string').length > 0 || observed.length > mostObserved;
  }

  /** A number for the shape, or -1 where more than numbers varies: texts, incidents that happened, what is lacking. */
  of(application: PreparedApplication, index: number): number {
    if (this.shapeless || index === missing || (this.incidents && application.incidents?.length !== 0)) return -1;
    let shape = index;
    let place = outcomesInShape;
    for (let at = 0; at < this.numbers.length; at += 1) {
      if (application.stated[this.numbers[at] as number] !== undefined) shape += place;
      place *= 2;
    }
    for (let at = 0; at < this.booleans.length; at += 1) {
      shape += place * (application.booleans[this.booleans[at] as number] as number);
      place *= 3;
    }
    return shape;
  }
}
