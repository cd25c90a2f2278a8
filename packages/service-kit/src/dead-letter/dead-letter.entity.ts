/** A parked event as it is stored. */
export interface DeadLetterRow {
  readonly id: string;
  /** Absent when nobody could read whose it is: it belongs to the installation, and every tenant's administrators see it. */
  readonly tenant: string | null;
  readonly consumer: string;
  readonly eventId: string | null;
  readonly subject: string;
  readonly payload: string;
  readonly error: string;
  readonly tries: number;
  readonly state: 'parked' | 'replayed' | 'discarded';
  readonly parkedAt: Date;
  readonly settledAt: Date | null;
  /** Whether an earlier event of the same object waits for the same consumer. */
  readonly behind: boolean;
}
