import { caseFileContracts, type CaseFile, type CaseFileItem, type CaseFileSubject, type Caller, type ReadCaseFile } from '@jiqun/contracts';
import { installedRegions, readCursor, regionOf, visibleRegions, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { field } from '../days.js';
import { USUAL_PAGE } from '../list-page.js';
import { personReference } from '../log/leaf.js';
import type { ReferenceKind } from '../log/log.entity.js';
import { LogSettings } from '../log/log-settings.js';
import { caseFileItem } from './case-file.mapper.js';
import { CaseFileRepository } from './case-file.repository.js';

/** Of the megabyte of a message. */
const LARGEST_PAGE = 700_000;
const indexSchema = z.string().regex(/^(0|[1-9][0-9]{0,15})$/).transform(Number);

/** Answers an auditor: everything about a subject, in the order of the log. */
@Injectable()
export class CaseFileService {
  constructor(
    @Inject(CaseFileRepository) private readonly files: CaseFileRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
  ) {}

  /** A page of the caller's own jurisdiction; of his regions alone, where he is not of the whole of it. */
  async read({ about, outcome, cursor, limit = USUAL_PAGE }: ReadCaseFile, caller: Caller): Promise<CaseFile> {
    const regions = this.#regionsOf(caller);
    const { kind, value } = this.#reference(about, caller);
    const after = cursor === undefined ? -1 : readCursor(cursor, indexSchema);
    const refused = outcome === undefined ? {} : { refused: outcome === 'refused' };
    const rows = await this.files.read({ tenant: caller.tenant, kind, value, ...field('regions', regions), ...refused, after, limit: limit + 1 });
    const items: CaseFileItem[] = [];
    let bytes = 0;
    for (const row of rows.slice(0, limit)) {
      const item = caseFileItem(row);
      bytes += Buffer.byteLength(JSON.stringify(item));
      if (bytes > LARGEST_PAGE && items.length > 0) break;
      items.push(item);
    }
    const last = items.at(-1);
    return { items, ...(items.length < rows.length && last !== undefined ? { next: writeCursor(String(last.index)) } : {}) };
  }

  /** Absent for who is granted the whole jurisdiction: what lies in no region is the whole's. */
  #regionsOf(caller: Caller): readonly string[] | undefined {
    const { regions } = visibleRegions(caseFileContracts.read.permission, caller, installedRegions());
    return regions?.roots.some((root) => regionOf(root)?.level === 'province') ? undefined : (regions?.codes ?? []);
  }

  #reference(about: CaseFileSubject, { tenant }: Caller): { readonly kind: ReferenceKind; readonly value: string } {
    switch (about.kind) {
      case 'enterprise':
        return { kind: 'enterprise', value: about.creditCode };
      case 'person':
        return { kind: 'person', value: personReference(this.settings.personKey, tenant, about.person) };
      case 'money':
        return { kind: 'money', value: about.id };
      case 'object':
      case 'decision':
        return { kind: 'id', value: about.id };
    }
  }
}
