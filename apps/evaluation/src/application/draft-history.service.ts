import { Refusal, versionSchema, type DraftVersionPage, type ListDrafts, type SavedDraft, type WhichApplication } from '@jiqun/contracts';
import { instantOf, readCursor, writeCursor, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { ApplicationRepository } from './application.repository.js';
import { isEditor } from './visible.js';

const USUAL_PAGE = 50;
const positionSchema = z.coerce.number().pipe(versionSchema);

/** What was written at a draft before: for those who write at it, so that nothing that was saved is lost. */
@Injectable()
export class DraftHistoryService {
  constructor(@Inject(ApplicationRepository) private readonly applications: ApplicationRepository) {}

  /** Newest first. @throws Refusal NOT_FOUND, also for who does not write at it */
  async list({ id, cursor, limit = USUAL_PAGE }: ListDrafts, request: Pick<Request, 'caller'>): Promise<DraftVersionPage> {
    await this.#requireOwn(id, request);
    const before = cursor === undefined ? undefined : readCursor(cursor, positionSchema);
    const found = await this.applications.drafts(id, before, limit + 1);
    const items = found.slice(0, limit).map(({ version, savedAt, person }) => ({ version, savedAt: instantOf(savedAt), person }));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.version)) } : {}) };
  }

  /** @throws Refusal NOT_FOUND for a version that was not saved, and for who does not write at it */
  async get({ id, version }: WhichApplication, request: Pick<Request, 'caller'>): Promise<SavedDraft> {
    await this.#requireOwn(id, request);
    const saved = await this.applications.savedDraft(id, version);
    if (saved === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id: `${id}/${version}` });
    return { ...saved, savedAt: instantOf(saved.savedAt) };
  }

  async #requireOwn(id: string, { caller }: Pick<Request, 'caller'>): Promise<void> {
    const application = await this.applications.find(id);
    if (application === undefined || application.tenant !== caller.tenant || !isEditor(application, caller)) throw new Refusal('NOT_FOUND', { noun: 'application', id });
  }
}
