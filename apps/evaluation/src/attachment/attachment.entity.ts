import type { StoredAttachment } from '@jiqun/contracts';

/** An attachment as it is known to the database. */
export interface Attachment {
  readonly tenant: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly mediaType: StoredAttachment['mediaType'];
  readonly storedAt: Date;
  readonly storedBy: string;
}

/** An upload as it is stored: a file that is being sent in parts. */
export interface Upload {
  readonly id: string;
  readonly tenant: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly mediaType: StoredAttachment['mediaType'];
  /** How many bytes have been received, without a gap from the beginning. */
  readonly received: string;
  readonly state: 'open' | 'finished' | 'abandoned';
  readonly begunAt: Date;
  readonly begunBy: string;
  readonly expiresAt: Date;
}
