import {
  type GetHighestValidTitle, type GetPublicTitle, type GetTitle, type HighestValidTitle, type ListTitles, type LocalDate, type PublicTitleHistory,
  type PublicTitlePage, Refusal, type SearchPublicTitles, titleContracts, type TitlePage, type TitleWithHistory, uuidSchema,
} from '@jiqun/contracts';
import { allRegions, currentCode, InstallationClock, installedRegions, permitsObject, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { pageOfRows, positionOf, USUAL_PAGE } from '../list-page.js';
import { visibleCodes } from '../registration.js';
import type { Title } from './title.entity.js';
import { toHistoryEntry, toPublicTitle, toTitleAnswer } from './title.mapper.js';
import { TitleRegisterRepository } from './title-register.repository.js';
import { TitleRepository } from './title.repository.js';

/** What may be read of titles: by officials in their regions, and by everybody in the public register. */
@Injectable()
export class TitleRegisterService {
  constructor(
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
    @Inject(TitleRepository) private readonly titles: TitleRepository,
    @Inject(TitleRegisterRepository) private readonly register: TitleRegisterRepository,
  ) {}

  async get({ id, asOf = this.#today() }: GetTitle, { caller }: Request): Promise<TitleWithHistory> {
    const title = await this.#find(id, asOf);
    permitsObject(titleContracts.get.permission, caller, { tenant: title.tenant, region: title.region }, installedRegions());
    const history = await this.titles.readChanges(id);
    return { ...toTitleAnswer(title, asOf), history: history.map((change) => toHistoryEntry(change)) };
  }

  async list(request: ListTitles, { caller }: Request): Promise<TitlePage> {
    const { cursor: _cursor, limit = USUAL_PAGE, region, asOf = this.#today(), ...filter } = request;
    const codes = visibleCodes(titleContracts.list.permission, caller, region);
    const places = codes.map((code) => ({ tenant: caller.tenant, code }));
    const rows = await this.register.list({ ...filter, asOf, places }, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ id }) => id, (title) => toTitleAnswer(title, asOf));
  }

  /** The highest level that counts on a day (INT-19): under re-review, a title is still held. */
  async highestValid({ clusterId, asOf }: GetHighestValidTitle): Promise<HighestValidTitle> {
    const [highest] = await this.titles.readHeldOn(clusterId, asOf);
    const title = highest === undefined ? {} : { title: { id: highest.id, level: highest.level, programme: highest.programme, state: highest.state } };
    return { clusterId, asOf, ...title };
  }

  async searchPublic(request: SearchPublicTitles): Promise<PublicTitlePage> {
    const { cursor: _cursor, limit = USUAL_PAGE, region, asOf = this.#today(), ...filter } = request;
    const tree = installedRegions();
    const codes = region === undefined ? allRegions().map(({ code }) => code) : tree.subtree(currentCode(region));
    const places = codes.map((code) => ({ tenant: tree.tenantOf(code) ?? '', code }));
    const rows = await this.register.list({ ...filter, asOf, places }, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ id }) => id, (title) => toPublicTitle(title, asOf));
  }

  async getPublic({ id }: GetPublicTitle): Promise<PublicTitleHistory> {
    const today = this.#today();
    const title = await this.#find(id, today);
    const history = await this.titles.readChanges(id);
    return { ...toPublicTitle(title, today), history: history.map((change) => toHistoryEntry(change)).map(({ kind, on }) => ({ kind, on })) };
  }

  async #find(id: string, asOf: string): Promise<Title> {
    const title = await this.register.find(id, asOf);
    if (title === undefined) throw new Refusal('NOT_FOUND', { noun: 'title', id });
    return title;
  }

  #today(): LocalDate {
    return this.clock.today() as LocalDate;
  }
}
