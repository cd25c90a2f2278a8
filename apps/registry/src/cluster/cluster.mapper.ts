import type {
  Cluster as ClusterAnswer, ClusterChange as ChangeAnswer, ClusterChangeReport as ReportAnswer, ClusterMember as MemberAnswer,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { gramsOf } from '../name-grams.js';
import type { Description } from './cluster.description.js';
import type { Cluster, ClusterChange, ClusterChangeReport, ClusterMember } from './cluster.entity.js';
import { extentOf } from './cluster.extent.js';

/** What a stored cluster says, as its history does. */
export function descriptionOf(cluster: Cluster): Description {
  const { name, nameEn, region, regions, leadPrefecture, areaKm2, leadingIndustry, industryCode, operatingBodyCode, operatingBodyName } = cluster;
  const body = operatingBodyCode === null || operatingBodyName === null ? undefined : { creditCode: operatingBodyCode, name: operatingBodyName };
  return {
    ...present({ nameEn, leadPrefecture, areaKm2, industryCode, promotionOrganisationId: cluster.promotionOrganisationId }),
    ...(body === undefined ? {} : { operatingBody: body }),
    name,
    region,
    regions,
    leadingIndustry,
  };
}

/** The columns that a description fills. */
export function columnsOf(description: Description) {
  return {
    name: description.name,
    nameEn: description.nameEn ?? null,
    region: description.region,
    regions: [...description.regions],
    leadPrefecture: description.leadPrefecture ?? null,
    areaKm2: description.areaKm2 ?? null,
    leadingIndustry: description.leadingIndustry,
    industryCode: description.industryCode ?? null,
    operatingBodyCode: description.operatingBody?.creditCode ?? null,
    operatingBodyName: description.operatingBody?.name ?? null,
    promotionOrganisationId: description.promotionOrganisationId ?? null,
    nameGrams: gramsOf(description.name),
  };
}

/** A cluster as the contract shows it: its row, with the description of the day that was asked for. */
export function toClusterAnswer({ id, tenant, since, version }: Cluster, description: Description, asOf: string): ClusterAnswer {
  return { ...description, ...extentOf(description), id, tenant, since, asOf, version } as unknown as ClusterAnswer;
}

/** A membership as the contract shows it. */
export function toMemberAnswer({ throughOn, id, clusterId, kind, creditCode, role, fromOn }: ClusterMember, clusterVersion: number): MemberAnswer {
  return { ...present({ throughOn }), id, clusterId, kind, creditCode, role, fromOn, clusterVersion } as MemberAnswer;
}

/** The report of a change as the contract shows it. */
export function toReportAnswer({ changeId, clusterId, clause, dueOn, state, reportedOn }: ClusterChangeReport): ReportAnswer {
  return { ...present({ reportedOn }), changeId, clusterId, clause, dueOn, state } as ReportAnswer;
}

/** A change as the contract shows it, with its report where one is due. */
export function toChangeAnswer(change: ClusterChange, report: ClusterChangeReport | undefined): ChangeAnswer {
  const { id, clusterId, kind, before, after, changedOn, recordedAt, person, reason } = change;
  const answer = { id, clusterId, kind, before: present(before), after: present(after), changedOn, recordedAt: instantOf(recordedAt), person, reason };
  return { ...answer, ...(report === undefined ? {} : { report: toReportAnswer(report) }) } as ChangeAnswer;
}

/** The fields that are not null. */
function present<Fields extends Record<string, unknown>>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as { [Key in keyof Fields]?: NonNullable<Fields[Key]> };
}
