import type { RecordFinding, RecordIncident, RevocationCase } from '@jiqun/contracts';

/** A case as it is stored. Days are texts, `YYYY-MM-DD`; `version` counts its changes. */
export interface RevocationRow {
  readonly id: string;
  readonly tenant: string;
  readonly titleId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly state: RevocationCase['state'];
  readonly version: number;
  readonly openedOn: string;
  readonly openedBy: string;
  readonly openedClient: string | null;
  readonly reason: string;
  readonly grounds: RevocationCase['grounds'];
  /** JSON text: what the grounds that the system found were derived from. */
  readonly inputs: string;
  /** JSON text: those grounds, as they were derived. */
  readonly found: string;
  /** SHA-256 of `found`. */
  readonly sha256: string;
  readonly servedOn: string | null;
  /** The later of the last days for a statement and for asking for a hearing. */
  readonly defenceEndsOn: string | null;
  readonly notice: NonNullable<RevocationCase['notice']> | null;
  readonly hearing: NonNullable<RevocationCase['hearing']> | null;
  readonly decidedOn: string | null;
  readonly decidedBy: string | null;
  readonly decidedClient: string | null;
  readonly decision: NonNullable<RevocationCase['decision']> | null;
  readonly publication: NonNullable<RevocationCase['publication']> | null;
  readonly endedBy: string | null;
  readonly ending: NonNullable<RevocationCase['ending']> | null;
}

/** A statement or defence. */
export interface StatementRow {
  readonly id: string;
  readonly tenant: string;
  readonly caseId: string;
  readonly by: string;
  readonly receivedOn: string;
  readonly inTime: boolean;
  readonly text: string;
  readonly document: string | null;
  readonly recordedBy: string;
}

interface MonitoringRow {
  readonly id: string;
  readonly tenant: string;
  readonly clusterId: string;
  readonly source: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
}

/** An incident of an enterprise of a cluster. */
export interface IncidentRow extends MonitoringRow {
  readonly happenedOn: string;
  readonly category: RecordIncident['category'];
  readonly grade: RecordIncident['grade'];
}

/** A finding about a cluster or an enterprise of it. */
export interface FindingRow extends MonitoringRow {
  readonly foundOn: string;
  readonly kind: RecordFinding['kind'];
  readonly by: RecordFinding['by'];
}
