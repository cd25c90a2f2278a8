/** An attachment as it is known to the database. */
export interface Attachment {
  readonly tenant: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly mediaType: string;
  readonly storedAt: Date;
  readonly storedBy: string;
}
