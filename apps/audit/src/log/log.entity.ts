import type { RecordEntry, recordKinds, ServiceName } from '@jiqun/contracts';

/** What an entry of a service is: an event, or an entry of its audit table. */
export type RecordKind = (typeof recordKinds)[number];

/** An entry on its way into the log, with the position of the one before it of the same service and kind, 0 for none. */
export interface IncomingEntry extends RecordEntry {
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly previousPosition: number;
}

/** What leads from a subject to leaves: an id, an enterprise, a person (by keyed hash), a payment. */
export type ReferenceKind = 'id' | 'enterprise' | 'person' | 'money';

/** That a leaf is about something. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly value: string;
}

/** A personal value that a leaf commits to, kept apart. `value` is JSON: the text may hold what PostgreSQL's does not. */
export interface Secret {
  readonly field: string;
  readonly salt: Buffer;
  readonly value: string;
}

/** A leaf ready to be appended. */
export interface NewLeaf {
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly position: number;
  readonly tenant: string;
  readonly region?: string;
  readonly entryId: string;
  readonly recordedAt: string;
  readonly refused: boolean;
  readonly text: string;
  readonly hash: Buffer;
  readonly secrets: readonly Secret[];
  readonly references: readonly Reference[];
  /** What the leaf holds by its hash alone. */
  readonly content?: string;
}

/** A leaf as it is stored. */
export interface LogLeaf {
  readonly index: number;
  readonly tenant: string;
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly appendedAt: Date;
  readonly text: string;
  readonly hash: Buffer;
}

/** How this installation's log is made: settled with its first leaf. */
export interface LogSetting {
  readonly origin: string;
  readonly hash: 'sha-256' | 'sm3';
  /** Under which persons are found, until they are erased. */
  readonly personKey: Buffer;
}
