import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerErrorOf } from './failure.js';
import { languageOf, problemOf } from './problem.js';

/** Answers every failure of what Nest routes as a problem (RFC 9457), in the caller's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const known = error instanceof HttpException ? { statusCode: error.getStatus() } : error;
    const answer = answerErrorOf(known, request.url, (incident) => this.#log.error({ err: error, incident }, 'The gateway failed'));
    const problem = problemOf(answer, languageOf(request.headers['accept-language']));
    void reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(problem);
  }
}
