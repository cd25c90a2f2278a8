import { issueCatalogue, Refusal, type AnswerError, type IssueCode } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';

const longestPath = 200;

/** What Fastify and its parsers refuse, by its code. */
const refused: Readonly<Record<string, IssueCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'FORMAT',
};

/** A refusal of one place of the request, the empty path being the whole. */
export function refusedAt(path: string, code: IssueCode): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code, message: issueCatalogue[code] }] });
}

/**
 * A failure of the public interface as its caller may know it; `unexpected` is told of what is nobody's refusal, with
 * the number under which the caller is told of it.
 */
export function answerErrorOf(error: unknown, url: string, unexpected: (incident: string) => void): AnswerError {
  if (error instanceof Refusal) return error.toAnswerError();
  const { statusCode, status, code = '' } = (error ?? {}) as { statusCode?: number; status?: number; code?: string };
  const told = statusCode ?? status;
  if (told === 404) return new Refusal('NOT_FOUND', { noun: 'path', id: (url.split('?')[0] ?? '').slice(0, longestPath) }).toAnswerError();
  if (told !== undefined && told >= 400 && told < 500) {
    const issue = refused[code];
    return (issue === undefined ? new Refusal('MALFORMED_MESSAGE') : refusedAt('', issue)).toAnswerError();
  }
  const incident = newId();
  unexpected(incident);
  return new Refusal('INTERNAL', { incident }).toAnswerError();
}
