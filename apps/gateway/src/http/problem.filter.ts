import { Refusal, type AnswerError } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { languageOf, problemOf } from './problem.js';

/** Answers every failure of the public API as a problem (RFC 9457), in the caller's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(this.#answerError(error, request.url), languageOf(request.headers['accept-language']));
    void reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(problem);
  }

  #answerError(error: unknown, url: string): AnswerError {
    if (error instanceof Refusal) return error.toAnswerError();
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode;
    if (status === 404) return new Refusal('NOT_FOUND', { noun: 'path', id: url }).toAnswerError();
    if (status !== undefined && status >= 400 && status < 500) return new Refusal('INVALID_REQUEST').toAnswerError();
    const incident = newId();
    this.#log.error({ err: error, incident }, 'The gateway failed');
    return new Refusal('INTERNAL', { incident }).toAnswerError();
  }
}
