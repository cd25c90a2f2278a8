import {
  type Caller, type EventContract, reReviewApplied, reReviewFailed, reReviewOpened, reReviewPassed, revocationDecided, revocationWithdrawn,
  type TitleChanged, titleContracts, titleExpired, titleExtended, titleGranted, titleReinstated, titleRevoked, titleUnderReReview,
} from '@jiqun/contracts';
import { newId, Reader } from '@jiqun/service-kit';
import { jest } from '@jest/globals';
import * as fc from 'fast-check';

import { officer, somebody } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';
import { ClusterRepository } from '../cluster/cluster.repository.js';
import { addDays } from '../local-days.js';
import { TitleRegisterRepository } from './title-register.repository.js';
import { type Happening, standingsOf } from './title.standing.js';

jest.setTimeout(120_000);

const FIRST = '2025-01-06';
let bed: RecognitionBed;
beforeAll(async () => {
  bed = await RecognitionBed.open(FIRST);
});
afterAll(async () => {
  await bed.close();
});

const province = officer('220000');
const anybody = somebody('enterprise', '650000');
const list = async (request: object, caller: Caller = province) => await bed.ask(titleContracts.list, async (...args) => await bed.register.list(...args), request, caller);
const search = async (request: object) => await bed.ask(titleContracts.searchPublic, async (asked) => await bed.register.searchPublic(asked), request, anybody);
const names = async (request: object): Promise<string[]> => (await search(request)).items.map(({ name }) => name);
let sme = '';
let amc = '';

beforeAll(async () => {
  const one = await bed.registerCluster({ name: '龙山区医药产业集群', region: '220402', regions: ['220402'] });
  sme = (await bed.recognise(one, 'jl-sme-2024', { validThrough: '2028-01-06' })).titleId;
  const two = await bed.registerCluster({ name: '长春轨道集群', region: '220100', regions: ['220100'] });
  const granted = await bed.recognise(two, 'jl-amc-2024', { validThrough: '2028-01-06' });
  amc = granted.titleId;
  const xinjiang = await bed.registerCluster({ name: '乌鲁木齐光伏集群', region: '650102', regions: ['650102'] }, officer('650000'));
  await bed.recognise(xinjiang, 'xj-amc', { policyVersion: 'undated' });
  await bed.deliver(revocationDecided, { revocationId: newId(), titleId: amc, clusterId: two.id, grounds: ['AMC-11.b'], decidedOn: '2025-01-06' });
});

describe('the public register', () => {
  it('tells everybody name, level, programme, validity, state and plaque of a title, and no more', async () => {
    const { items } = await search({ nameContains: '医药' });
    expect(items).toEqual([
      { id: sme, name: '龙山区医药产业集群', level: 'provincial', programme: 'jl-sme-2024', recognisedOn: FIRST, validThrough: '2028-01-06', state: 'valid' },
    ]);
  });

  it('is searched by part of the name, programme, level, state and region, across jurisdictions', async () => {
    expect(await names({})).toEqual(['乌鲁木齐光伏集群', '长春轨道集群', '龙山区医药产业集群']);
    expect(await names({ nameContains: '集' })).toHaveLength(3);
    expect(await names({ nameContains: '区医' })).toEqual(['龙山区医药产业集群']);
    expect(await names({ nameContains: '医区' })).toEqual([]);
    expect(await names({ state: 'revoked' })).toEqual(['长春轨道集群']);
    expect(await names({ region: '220400' })).toEqual(['龙山区医药产业集群']);
    expect(await names({ region: '220000', programme: 'jl-amc-2024' })).toEqual(['长春轨道集群']);
    expect(await names({ level: 'national' })).toEqual([]);
  });

  it('answers as of any day', async () => {
    expect(await names({ asOf: '2025-01-05' })).toEqual([]);
    expect(await names({ asOf: '2028-01-07', state: 'expired' })).toEqual(['龙山区医药产业集群']);
    expect(await names({ asOf: '2028-01-06', state: 'expired' })).toEqual([]);
  });

  it('shows what happened to a title, without persons and details', async () => {
    const title = await bed.ask(titleContracts.getPublic, async (asked) => await bed.register.getPublic(asked), { id: amc }, anybody);
    expect(title).toMatchObject({ name: '长春轨道集群', state: 'revoked', history: [{ kind: 'granted', on: FIRST }, { kind: 'revoked', on: FIRST }] });
    expect(Object.keys(title.history[0] ?? {})).toEqual(['kind', 'on']);
    await expect(bed.register.getPublic({ id: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('pages without gap or repetition', async () => {
    const first = await search({ limit: 2 });
    const second = await search({ limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(await names({}));
    expect(second).not.toHaveProperty('next');
  });
});

describe('the list of titles', () => {
  it('shows an official the titles of the own regions, by cluster and by the last day of the term', async () => {
    const ids = async (request: object, caller?: Caller) => (await list(request, caller)).items.map(({ id }) => id);
    expect(await ids({})).toEqual([amc, sme]);
    expect(await ids({}, officer('220400'))).toEqual([sme]);
    expect(await ids({}, officer('650000'))).not.toContain(sme);
    expect(await ids({ region: '220100' }, officer('220400'))).toEqual([]);
    expect(await ids({ validThroughFrom: '2028-01-07' })).toEqual([]);
    expect(await ids({ validThroughFrom: '2028-01-06', validThroughTo: '2028-01-06', state: 'valid' })).toEqual([sme]);
    const { clusterId } = (await list({ state: 'valid' })).items[0] ?? {};
    expect(await ids({ clusterId })).toEqual([sme]);
    await expect(list({}, somebody('expert', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.ask(titleContracts.get, async (...args) => await bed.register.get(...args), { id: sme }, officer('220100'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
  });
});

describe('events about a title', () => {
  const contracts = {
    're-review-opened': reReviewOpened, 're-review-applied-for': reReviewApplied, 're-review-passed': reReviewPassed, 're-review-failed': reReviewFailed, revoked: revocationDecided,
    reinstated: revocationWithdrawn,
  } as const;
  const references = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'] as const;
  const arbitrary = fc.array(
    fc.record({ kind: fc.constantFrom(...(Object.keys(contracts) as (keyof typeof contracts)[])), day: fc.integer({ min: 0, max: 20 }), reference: fc.constantFrom(...references) }),
    { minLength: 1, maxLength: 8 },
  );

  it('in any order and more than once leave the title as what happened makes it, and the last one that is published says so', async () => {
    const today = addDays(FIRST, 30);
    await bed.moveTo(today);
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), async (told, ends) => {
        const cluster = await bed.registerCluster({ region: '220302', regions: ['220302'] });
        const term = addDays(FIRST, 10);
        const { titleId } = await bed.recognise(cluster, 'jl-sme-2024', { recognisedOn: FIRST, validThrough: term, endsWithTerm: ends });
        const kept = new Map<string, Happening>();
        for (const { kind, day, reference } of [...told, ...told.slice(0, 3)]) {
          const on = addDays(FIRST, day);
          const ids = { titleId, clusterId: cluster.id };
          const validThrough = addDays(FIRST, 25);
          const reReview = { reReviewId: reference, ...ids, on, ...(kind === 're-review-passed' ? { validThrough } : {}) };
          const revocation = { revocationId: reference, ...ids, grounds: ['SME-14-2'], decidedOn: on, ...(kind === 'reinstated' ? { withdrawnOn: on } : {}) };
          await bed.deliver(contracts[kind] as EventContract<unknown>, kind === 'revoked' || kind === 'reinstated' ? revocation : reReview);
          // What was told first of a kind and a reference is what counts.
          if (!kept.has(`${kind} ${reference}`)) kept.set(`${kind} ${reference}`, { kind, reference, happenedOn: on, detail: kind === 're-review-passed' ? { validThrough } : {} });
        }
        const standings = standingsOf({ recognisedOn: FIRST, validThrough: term, endsWithTerm: ends }, [...kept.values()]);
        const stored = await bed.source.query(
          `SELECT from_on::text AS "fromOn", through_on::text AS "throughOn", state, valid_through::text AS "validThrough" FROM title_standing WHERE title_id = $1 ORDER BY from_on`, [titleId]);
        expect(stored).toEqual(standings);
        const { state, validThrough = null } = await bed.ask(titleContracts.get, async (...args) => await bed.register.get(...args), { id: titleId }, province);
        expect({ state, validThrough }).toEqual({ state: standings.at(-1)?.state, validThrough: standings.at(-1)?.validThrough ?? null });
        const published = await lastPublished(titleId);
        expect({ state: published.state, validThrough: published.validThrough }).toEqual({ state, validThrough });
      }),
      { numRuns: 25 },
    );
  });

  async function lastPublished(titleId: string): Promise<TitleChanged> {
    const types = [titleGranted, titleUnderReReview, titleExtended, titleExpired, titleRevoked, titleReinstated].map(({ type }) => type);
    const rows = await bed.source.query(`SELECT payload FROM outbox WHERE aggregate = $1 AND type = ANY($2) ORDER BY position DESC LIMIT 1`, [`title/${titleId}`, types]);
    return (JSON.parse((rows as [{ payload: string }])[0].payload) as { data: TitleChanged }).data;
  }
});

describe('lists cost what their page costs', () => {
  /** Keeps what was asked instead of asking it. */
  class Asked extends Reader {
    readonly statements: { readonly text: string; readonly values: readonly unknown[] }[] = [];
    override async read(_name: string, text: string, values: readonly unknown[]): Promise<readonly never[]> {
      this.statements.push({ text, values });
      return await Promise.resolve([]);
    }
  }

  it('with 20,000 clusters and titles no list reads the whole of a table, whether planned for its values or for any', async () => {
    await bed.fill(20_000);
    const asked = new Asked(bed.source);
    const [titles, clusters] = [new TitleRegisterRepository(asked), new ClusterRepository(asked)];
    const regions = ['220102', '220103', '220202', '220302'];
    const places = regions.map((code) => ({ tenant: 'CN-22', code }));
    await titles.list({ places, asOf: '2025-06-01' }, undefined, 51);
    await titles.list({ places, asOf: '2025-06-01', programme: 'jl-sme-2024', state: 'valid' }, newId(), 51);
    await titles.list({ places, asOf: '2025-06-01', nameContains: '填充77' }, undefined, 51);
    await titles.list({ places, asOf: '2025-06-01', clusterId: newId() }, undefined, 51);
    await clusters.list({ tenant: 'CN-22', regions }, undefined, 51);
    await clusters.list({ tenant: 'CN-22', regions, nameContains: '填充77' }, newId(), 51);
    await clusters.listOfOrganisations('CN-22', [newId()], undefined, 51);
    expect(asked.statements).toHaveLength(7);
    for (const { text, values } of asked.statements) {
      for (const plan of [await bed.source.query(`EXPLAIN ${text}`, [...values]), await bed.source.query(`EXPLAIN (GENERIC_PLAN) ${text}`)]) {
        const lines = (plan as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n');
        expect(lines).not.toMatch(/Seq Scan on (title|cluster|title_standing|cluster_region)\b/);
        expect(lines).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
      }
    }
  });
});
