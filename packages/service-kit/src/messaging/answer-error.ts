import { Refusal, type AnswerError, type ServiceName } from '@jiqun/contracts';

import { newId } from '../clock/new-id.js';
import { failureKind } from '../database/failures.js';

/**
 * A failure as the caller may know it: a refusal as it is, a lost database as one to try again, the rest as INTERNAL
 * with the number under which the log has the cause.
 */
export function toAnswerError(error: unknown, service: ServiceName): AnswerError {
  return toRefusal(error, service).toAnswerError();
}

function toRefusal(error: unknown, service: ServiceName): Refusal {
  if (error instanceof Refusal) return error;
  switch (failureKind(error)) {
    case 'conflict':
      return new Refusal('TRANSACTION_CONFLICT', { attempts: '1' });
    case 'connection':
      return new Refusal('SERVICE_UNAVAILABLE', { service });
    case 'other':
      return new Refusal('INTERNAL', { incident: newId() });
  }
}
