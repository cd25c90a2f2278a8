/** What was done to an application, once: never changed. */
export interface ReviewEntry {
  readonly id: string;
  readonly tenant: string;
  readonly applicationId: string;
  /** The submission that it was about; 0 before the first. */
  readonly contentNumber: number;
  readonly step: string;
  readonly kind: 'submitted' | 'completed' | 'returned' | 'rejected' | 'withdrawn' | 'recorded' | 'judged' | 'waived';
  readonly person: string;
  readonly clause: string | null;
  /** Of a judgement `met` or `not-met`, of a record its kind, of a credit check `clean` or `not-clean` in the detail. */
  readonly outcome: string | null;
  readonly text: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly recordedAt: Date;
}

/** A stay of an application at a step. */
export interface StepStay {
  readonly number: number;
  readonly step: string;
  readonly enteredAt: Date;
  readonly leftAt: Date | null;
  readonly suspendedMs: string;
}
