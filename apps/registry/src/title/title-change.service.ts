import {
  type EventContract, type TitleChanged, titleExpired, titleExtended, titleGranted, titleReinstated, titleRevoked, titleUnderReReview,
} from '@jiqun/contracts';
import { startOfDayInShanghai, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CultivationLibraryService } from '../cultivation-entry/cultivation-library.service.js';
import { restingOn } from '../resting-on.js';
import type { Title, TitleChange } from './title.entity.js';
import { toTitleEvent } from './title.mapper.js';
import { TitleRepository } from './title.repository.js';
import { type Standing, standingOn, standingsOf } from './title.standing.js';

/** Deadline kind: the standing of a title changes by itself, as its term ends (SME-12, INT-13). Its subject is the title. */
export const TERM_ENDS = 'title.term-ends';

/** What happened to a title. `reference` and `kind` make it happen once. */
export type NewHappening = Pick<TitleChange, 'kind' | 'reference' | 'happenedOn' | 'detail'> & { readonly clause?: string };

/**
 * The one way in which a title changes: something is added to its history, its standings are worked out from all of it,
 * and what they say of today is its state. Who changes a title holds its lock.
 */
@Injectable()
export class TitleChangeService {
  constructor(
    @Inject(TitleRepository) private readonly titles: TitleRepository,
    @Inject(CultivationLibraryService) private readonly library: CultivationLibraryService,
  ) {}

  /** Gives a title that was just inserted its first entry, its standings, its place in the library; tells of it. */
  async begin(transaction: Transaction, title: Title, happening: NewHappening, start: { readonly validThrough: string | null }): Promise<Title> {
    await this.#add(transaction, title, { ...happening, detail: { ...happening.detail, term: start.validThrough } });
    const now = await this.#settle(transaction, title);
    await this.library.follow(transaction, now, now.recognisedOn);
    transaction.emit(titleGranted, aggregate(now), toTitleEvent(now));
    return now;
  }

  /** Adds what happened; nothing happens when it is there already. */
  async happen(transaction: Transaction, title: Title, happening: NewHappening): Promise<Title> {
    if (!(await this.#add(transaction, title, happening))) return title;
    return await this.#follow(transaction, title);
  }

  /** Brings a title to the standing of today, when the day came on which it changes by itself. */
  async keepUp(transaction: Transaction, title: Title): Promise<void> {
    await this.#follow(transaction, title);
  }

  async #follow(transaction: Transaction, title: Title): Promise<Title> {
    const now = await this.#settle(transaction, title);
    await this.library.follow(transaction, now, now.changedOn);
    const event = eventOf(title, now);
    if (event === titleExpired) await this.#add(transaction, now, { kind: 'term-ended', reference: title.validThrough ?? '', happenedOn: now.changedOn, detail: {}, clause: 'SME-12' });
    if (event !== undefined) transaction.emit(event, aggregate(now), toTitleEvent(now));
    return now;
  }

  async #settle(transaction: Transaction, title: Title): Promise<Title> {
    const { manager, today } = transaction;
    const changes = await this.titles.changesOf(manager, title.id);
    const first = changes.find(({ kind }) => kind === 'granted' || kind === 'recorded');
    const term = first?.detail['term'];
    const start = { recognisedOn: title.recognisedOn, validThrough: typeof term === 'string' ? term : null, endsWithTerm: title.endsWithTerm };
    const standings = standingsOf(start, changes);
    const standing = standingOn(standings, today) ?? (standings[0] as Standing);
    await this.titles.putStandings(manager, title.id, standings);
    const next = standings.find(({ fromOn }) => fromOn > today);
    if (next === undefined) transaction.cancelDeadline(TERM_ENDS, title.id);
    else transaction.setDeadline(TERM_ENDS, title.id, startOfDayInShanghai(next.fromOn));
    const plaque = title.applicationId === null ? undefined : await this.titles.plaqueOf(manager, title.applicationId);
    const moved = await this.titles.move(manager, title, {
      state: standing.state,
      validThrough: standing.validThrough,
      changedOn: standing.fromOn,
      plaqueNumber: plaque?.number ?? null,
      plaqueAwardedOn: plaque?.awardedOn ?? null,
    });
    if (moved === undefined) throw new Error(`The title ${title.id} changed under its lock`);
    return moved;
  }

  async #add(transaction: Transaction, { id, tenant }: Title, happening: NewHappening): Promise<boolean> {
    const { kind, reference, happenedOn, detail, clause } = happening;
    const person = transaction.call.caller.person;
    const isNew = await this.titles.addChange(transaction.manager, { tenant, titleId: id, kind, reference, happenedOn, detail, recordedAt: transaction.now, person });
    if (!isNew) return false;
    transaction.record({ action: `title.${kind}`, objectType: 'title', objectId: id, ...restingOn(clause), detail: { reference, on: happenedOn } });
    return true;
  }
}

const aggregate = ({ id, version }: Title) => ({ noun: 'title', id, version });

/** What others are told of a move; undefined where the public state is as it was. */
function eventOf(before: Title, after: Title): EventContract<TitleChanged> | undefined {
  if (before.state === after.state) return before.validThrough === after.validThrough ? undefined : titleExtended;
  if (after.state === 'revoked') return titleRevoked;
  if (before.state === 'revoked') return titleReinstated;
  if (after.state === 'under-re-review') return titleUnderReReview;
  return after.state === 'expired' ? titleExpired : titleExtended;
}
