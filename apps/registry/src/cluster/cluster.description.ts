import { majorChanges, type ClusterChange as ChangeAnswer } from '@jiqun/contracts';

/** What is said of a cluster and can change. */
export interface Description {
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly region: string;
  readonly regions: readonly string[];
  readonly leadPrefecture?: string | undefined;
  readonly areaKm2?: string | undefined;
  readonly leadingIndustry: string;
  readonly industryCode?: string | undefined;
  readonly operatingBody?: { readonly creditCode: string; readonly name: string } | undefined;
  readonly promotionOrganisationId?: string | undefined;
}

/** A change of a description: `before` and `after` have the fields that it concerns, null where there is none. */
export interface DescriptionChange {
  readonly kind: ChangeAnswer['kind'];
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** A change with its day, as the history keeps it; equal days count in the order in which they were recorded. */
export type DatedChange = Pick<DescriptionChange, 'kind' | 'after'> & { readonly changedOn: string };

/** Which fields belong together: a change of several is one change of the kind. The extent of a cluster is its area (SME-14-4). */
const fieldsOf = {
  name: ['name', 'nameEn'],
  region: ['region', 'leadPrefecture'],
  area: ['regions', 'areaKm2'],
  'leading-industry': ['leadingIndustry', 'industryCode'],
  'operating-body': ['operatingBody'],
  'promotion-organisation': ['promotionOrganisationId'],
} as const satisfies Partial<Record<ChangeAnswer['kind'], readonly (keyof Description)[]>>;

const allFields = Object.values(fieldsOf).flat();

/** The whole description as the first entry of a history. */
export function registrationOf(description: Description): DescriptionChange {
  return { kind: 'registered', before: {}, after: picked(description, allFields) };
}

/** What changed, one entry for each kind of change. */
export function changesBetween(before: Description, after: Description): readonly DescriptionChange[] {
  return (Object.keys(fieldsOf) as (keyof typeof fieldsOf)[]).flatMap((kind) => {
    const fields = fieldsOf[kind].filter((field) => JSON.stringify(canonical(before[field])) !== JSON.stringify(canonical(after[field])));
    return fields.length === 0 ? [] : [{ kind, before: picked(before, fields), after: picked(after, fields) }];
  });
}

/**
 * Whether a change is one that SME-14-4 names: of leading industry, area or operating body. What was not known before and
 * is filled in has not changed.
 */
export function isMajor({ kind, before }: DescriptionChange): boolean {
  return (majorChanges as readonly string[]).includes(kind) && Object.values(before).some((value) => value !== null);
}

/** The description as of a day, from the history alone; undefined before the first day of the cluster. */
export function descriptionOn(changes: readonly DatedChange[], day: string): Description | undefined {
  const upToDay = changes.filter(({ changedOn }) => changedOn <= day).toSorted((a, b) => (a.changedOn < b.changedOn ? -1 : Number(a.changedOn > b.changedOn)));
  if (!upToDay.some(({ kind }) => kind === 'registered')) return undefined;
  const fields: Record<string, unknown> = {};
  for (const { kind, after } of upToDay) if (kind === 'registered' || Object.hasOwn(fieldsOf, kind)) Object.assign(fields, after);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as unknown as Description;
}

function picked(description: Description, fields: readonly (keyof Description)[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, canonical(description[field]) ?? null]));
}

/** One order of keys, whatever the order in which they came: jsonb keeps its own. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
