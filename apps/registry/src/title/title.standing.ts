import { addDays } from '../local-days.js';
import type { Title, TitleChange } from './title.entity.js';
import { type TitleAction, titleLifecycle } from './title.lifecycle.js';

/** How a title stands from one day through another; `throughOn` is null for the last. */
export interface Standing {
  readonly fromOn: string;
  readonly throughOn: string | null;
  readonly state: Title['state'];
  readonly validThrough: string | null;
}

/** What a title began with. */
export interface TitleStart {
  readonly recognisedOn: string;
  readonly validThrough: string | null;
  readonly endsWithTerm: boolean;
}

/** What happened to it, in any order. */
export type Happening = Pick<TitleChange, 'kind' | 'reference' | 'happenedOn' | 'detail'>;

/** The happenings that move a title; on one day they count in this order, whichever message came first. */
const moving: readonly { readonly kind: Happening['kind']; readonly action: TitleAction }[] = [
  { kind: 're-review-applied-for', action: 'apply-for-re-review' },
  { kind: 're-review-passed', action: 'pass-re-review' },
  { kind: 'revoked', action: 'revoke' },
];
const rankOf = (kind: Happening['kind']): number => moving.findIndex((one) => one.kind === kind);

/**
 * How a title stands by days, worked out from all that happened to it: messages that come late, twice or in another order
 * make no difference. A revocation counts from its day until it is withdrawn; then the title stands as if it had not been.
 */
export function standingsOf(start: TitleStart, happenings: readonly Happening[]): readonly Standing[] {
  const terms = [start.validThrough, ...happenings.map(({ detail }) => detail['validThrough'])].filter((day) => typeof day === 'string');
  const turns = [start.recognisedOn, ...happenings.map(({ happenedOn }) => happenedOn), ...terms.map((day) => addDays(day, 1))];
  const days = [...new Set(turns)].filter((day) => day >= start.recognisedOn).toSorted();
  const standings: Standing[] = [];
  for (const day of days) {
    const next = standsOn(start, happenings, day);
    const last = standings.at(-1);
    if (last !== undefined && last.state === next.state && last.validThrough === next.validThrough) continue;
    if (last !== undefined) standings.splice(-1, 1, { ...last, throughOn: addDays(day, -1) });
    standings.push({ fromOn: day, throughOn: null, ...next });
  }
  return standings;
}

/** The standing of a day; undefined before the title was given. */
export function standingOn(standings: readonly Standing[], day: string): Standing | undefined {
  return standings.findLast(({ fromOn }) => fromOn <= day);
}

function standsOn(start: TitleStart, happenings: readonly Happening[], day: string): Pick<Standing, 'state' | 'validThrough'> {
  const known = happenings.filter(({ happenedOn }) => happenedOn <= day);
  const withdrawn = new Set(known.filter(({ kind }) => kind === 'reinstated').map(({ reference }) => reference));
  const moves = known
    .filter(({ kind, reference }) => rankOf(kind) >= 0 && !(kind === 'revoked' && withdrawn.has(reference)))
    .toSorted((a, b) => compare(a.happenedOn, b.happenedOn) || rankOf(a.kind) - rankOf(b.kind) || compare(a.reference, b.reference));
  let state: Title['state'] = 'valid';
  let { validThrough } = start;
  const endTerm = (on: string): void => {
    if (start.endsWithTerm && validThrough !== null && on > validThrough) state = titleLifecycle[state]['end-term']?.target ?? state;
  };
  for (const { kind, happenedOn, detail } of moves) {
    endTerm(happenedOn);
    const target: Title['state'] | undefined = titleLifecycle[state][moving[rankOf(kind)]?.action as TitleAction]?.target;
    if (target === undefined) continue;
    state = target;
    const extended = detail['validThrough'];
    // A passed re-review extends: told out of order, an earlier one does not take back what a later one gave.
    if (typeof extended === 'string' && (validThrough === null || extended > validThrough)) validThrough = extended;
  }
  endTerm(day);
  return { state, validThrough };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
