import type { CultivationEntry as EntryAnswer, CultivationEntryWithPlan, CultivationProgressPage } from '@jiqun/contracts';

import type { CultivationEntry, CultivationItem } from './cultivation-entry.entity.js';

/** An entry of the library as the contract shows it. */
export function toEntryAnswer({ leftOn, agreedWith, ...entry }: CultivationEntry): EntryAnswer {
  return { ...entry, ...(leftOn === null ? {} : { leftOn }), ...(agreedWith === null ? {} : { agreedWith }) } as EntryAnswer;
}

interface Report {
  readonly itemId: string;
  readonly on: string;
  readonly percent: number;
  readonly note: string;
  readonly person: string;
}

/** A report of progress as the contract shows it. */
export function toProgress({ on, percent, note, person }: Report): CultivationProgressPage['items'][number] {
  return { on, percent, note, person } as CultivationProgressPage['items'][number];
}

/** What an entry has beside itself. */
export interface EntryParts {
  readonly stays: readonly { readonly enteredOn: string; readonly leftOn: string | null }[];
  readonly items: readonly CultivationItem[];
  readonly latest: readonly Report[];
}

/** An entry with its stays, goals, tasks and progress. */
export function toEntryWithPlan(entry: CultivationEntry, { stays, items, latest }: EntryParts): CultivationEntryWithPlan {
  return {
    ...toEntryAnswer(entry),
    stays: stays.map(({ enteredOn, leftOn }) => ({ enteredOn, ...(leftOn === null ? {} : { leftOn }) })),
    items: items.map(({ id, kind, text, dueOn, percent, droppedOn }) => {
      const report = latest.find(({ itemId }) => itemId === id);
      return { id, kind, text, dueOn, percent, ...(droppedOn === null ? {} : { droppedOn }), ...(report === undefined ? {} : { latest: toProgress(report) }) };
    }),
  } as CultivationEntryWithPlan;
}
