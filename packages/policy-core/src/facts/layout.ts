import type { FactDefinition } from './definition.js';

/** How many years back a series is read at most; a policy that needs more is refused when it is loaded. */
export const mostYearsBack = 12;

/** Where a fact's values go when an application is read. */
export interface FactPlace {
  readonly definition: FactDefinition;
  /** Slot of a decimal, integer, boolean or string; -1 when the policy does not ask for the fact. */
  slot: number;
  /** Slots of a series by years before the year of `asOf` (1 = the last full year); of an object's fields by position. */
  readonly slots: number[];
}

/**
 * Gives out the slots of a policy's facts. Every fact of the dictionary has a place, so that facts which the policy
 * does not ask for are still checked: a typing error must not read as 'missing'.
 */
export class FactLayout {
  readonly places = new Map<string, FactPlace>();
  numbers = 0;
  booleans = 0;
  strings = 0;

  constructor(definitions: Iterable<FactDefinition>) {
    for (const definition of definitions) this.places.set(definition.name, { definition, slot: -1, slots: [] });
  }

  /** The definition of a fact, when it is one of the wanted types. */
  definition(name: string, ...types: FactDefinition['type'][]): FactDefinition | undefined {
    const definition = this.places.get(name)?.definition;
    return definition !== undefined && types.includes(definition.type) ? definition : undefined;
  }

  number(name: string): number {
    const place = this.place(name);
    if (place.slot < 0) place.slot = this.numbers++;
    return place.slot;
  }

  seriesYear(name: string, yearsBack: number): number {
    const place = this.place(name);
    for (let at = place.slots.length; at <= yearsBack; at += 1) place.slots.push(-1);
    if (place.slots[yearsBack] === -1) place.slots[yearsBack] = this.numbers++;
    return place.slots[yearsBack] as number;
  }

  boolean(name: string): number {
    const place = this.place(name);
    if (place.slot < 0) place.slot = this.booleans++;
    return place.slot;
  }

  field(name: string, position: number): number {
    const place = this.place(name);
    for (let at = place.slots.length; at <= position; at += 1) place.slots.push(-1);
    if (place.slots[position] === -1) place.slots[position] = this.booleans++;
    return place.slots[position] as number;
  }

  string(name: string): number {
    const place = this.place(name);
    if (place.slot < 0) place.slot = this.strings++;
    return place.slot;
  }

  private place(name: string): FactPlace {
    const place = this.places.get(name);
    if (place === undefined) throw new RangeError(`no fact ${name}: the caller checks first`);
    return place;
  }
}
