import { errorCatalogue, parseOrRefuse, Refusal, requestFrom, restBase, type RestRoute, restRoutes, type AnswerError } from '@jiqun/contracts';
import { MessageClient, permits, RefusalRecorder } from '@jiqun/service-kit';
import { Inject, Injectable, Logger, type INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { config } from '../config.js';
import { answerErrorOf, refusedAt } from '../http/failure.js';
import { languageOf, problemOf } from '../http/problem.js';
import { apiHeaders } from '../http/security-headers.js';
import { SignedCaller, traceparentOf } from '../http/signed-caller.js';
import { strictJson } from '../http/strict-json.js';
import { type Asked, keyIn, traceOf, versionIn } from './asked.js';
import { LoadShedding } from './load-shedding.js';
import { type Counted, limitRates } from './rate-limits.js';
import { RestLists } from './rest-lists.js';
import { etagOf, namesTag } from './versions.js';

/** What takes longer than any other request: the clock stops at each deadline on its way. */
const PATIENCE_MS: Readonly<Record<string, number>> = { 'gateway.clock.move': 600_000 };
const MOST_PARAMETERS = 200;
const RETRY_AFTER_S = '1';

/** The only door of the public interface: one route for each contract, derived from it, and one way through for all. */
@Injectable()
export class RestDoor {
  readonly #log = new Logger(RestDoor.name);
  readonly #load = new LoadShedding();

  constructor(
    @Inject(MessageClient) private readonly messages: MessageClient,
    @Inject(SignedCaller) private readonly callers: SignedCaller,
    @Inject(RefusalRecorder) private readonly refusals: RefusalRecorder,
    @Inject(RestLists) private readonly lists: RestLists,
  ) {}

  /** Adds the routes to the application; once, before it listens. */
  async open(app: INestApplication): Promise<void> {
    const instance = app.getHttpAdapter().getInstance() as FastifyInstance;
    await instance.register(async (scope) => await this.#fill(scope), { prefix: restBase });
  }

  async #fill(scope: FastifyInstance): Promise<void> {
    scope.decorateRequest('asked', null);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => parsed(String(body), done));
    scope.setErrorHandler((error, request, reply) => this.#refuse(error, request, reply));
    scope.setNotFoundHandler((request, reply) => this.#refuse({ statusCode: 404 }, request, reply));
    scope.addHook('onRequest', async (request, reply) => await this.#receive(request, reply));
    scope.addHook('onResponse', async ({ asked }) => void (asked?.isTaken === true && this.#load.done()));
    scope.addHook('onListen', async () => this.#load.start());
    scope.addHook('onClose', async () => this.#load.stop());
    scope.addHook('preParsing', async (request) => await this.#authorise(request));
    const { JIQUN_REDIS_URL: redisUrl, JIQUN_PREFIX: prefix, JIQUN_RATE_LIMIT_FACTOR: factor } = config;
    await limitRates(scope, { redisUrl, prefix, factor, countedOf });
    for (const route of restRoutes()) this.#add(scope, route);
  }

  #add(scope: FastifyInstance, route: RestRoute): void {
    const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const answers = { call: this.#call, count: this.#count, export: this.#export }[route.kind].bind(this);
    scope.route({ method: route.method, url, exposeHeadRoute: false, config: { rest: route }, handler: async (request, reply) => await answers(route, request, reply) });
  }

  /** Before anything is done for a request: is there room, and who asks? A sign-in that is none is refused when its turn comes. */
  async #receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const traceparent = traceparentOf(request);
    const { rest: route } = request.routeOptions.config;
    const isTaken = this.#load.take();
    request.asked = { route, traceparent, isTaken };
    void reply.headers({ ...apiHeaders(request.hostname), 'x-request-id': traceOf(traceparent) });
    if (!isTaken) throw new Refusal('OVERLOADED', { service: 'gateway' });
    if ((request.url.split('&', MOST_PARAMETERS + 1)).length > MOST_PARAMETERS) throw refusedAt('', 'TOO_LARGE');
    if (route === undefined || (route.contract.permission.reach === 'public' && request.headers.authorization === undefined)) return;
    try {
      request.asked = { ...request.asked, signed: await this.callers.query(request, traceparent) };
    } catch (error) {
      request.asked = { ...request.asked, refusal: error };
    }
  }

  /** What can be refused without reading the body; the owning service asks again, and for the object's region and state. */
  async #authorise(request: FastifyRequest): Promise<void> {
    const { route, signed, refusal } = request.asked as Asked;
    if (refusal !== undefined) throw refusal;
    if (route === undefined) return;
    const { contract } = route;
    try {
      if (signed !== undefined) permits(contract.permission, signed.caller);
    } catch (error) {
      if (error instanceof Refusal && signed !== undefined) await this.refusals.record(contract.permission.action, signed.caller, error);
      throw error;
    }
    if (contract.kind === 'command') keyIn(request);
    versionIn(request, route);
  }

  async #call(route: RestRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { contract } = route;
    const version = versionIn(request, route);
    const data = parseOrRefuse(contract.request, requestFrom(route, { ...partsIn(request), ...(version === undefined ? {} : { version }) }));
    const withinMs = PATIENCE_MS[contract.subject];
    const options = { ...senderOf(request), ...(withinMs === undefined ? {} : { withinMs }) };
    const answer = contract.kind === 'command' ? await this.messages.command(contract, data, { ...options, key: keyIn(request) }) : await this.messages.query(contract, data, options);
    answered(route, answer, request, reply);
  }

  async #count(route: RestRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const count = await this.lists.count(route, requestFrom(route, partsIn(request)), senderOf(request));
    void reply.header('cache-control', 'no-store').send(count);
  }

  async #export(route: RestRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const language = languageOf(request.headers['accept-language']);
    const text = await this.lists.csv(route, requestFrom(route, partsIn(request)), senderOf(request), language);
    const name = route.path.split('/').filter((part) => /^[a-z-]+$/.test(part)).join('-');
    void reply
      .headers({ 'cache-control': 'no-store', 'content-type': 'text/csv; charset=utf-8', 'content-language': language, 'content-disposition': `attachment; filename="${name}.csv"`, vary: 'accept-language' })
      .send(text);
  }

  #refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { traceparent, route } = request.asked ?? { traceparent: traceparentOf(request), route: undefined };
    const answer = answerErrorOf(error, request.url, (incident) => this.#log.error({ err: error, incident, traceparent, subject: route?.contract.subject }, 'The gateway failed'));
    const language = languageOf(request.headers['accept-language']);
    const problem = { ...problemOf(answer, language, traceOf(traceparent)), status: statusOf(answer, request) };
    if (answer.retryable && !reply.hasHeader('retry-after')) void reply.header('retry-after', RETRY_AFTER_S);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(problem.status)
      .headers({ 'content-type': 'application/problem+json; charset=utf-8', 'content-language': language, 'cache-control': 'no-store', vary: 'accept-language' })
      .send(JSON.stringify(problem));
  }
}

function parsed(body: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, strictJson(body));
  } catch (error) {
    done(error as Error);
  }
}

function countedOf({ asked, ip }: FastifyRequest): Counted {
  const { route, signed } = asked as Asked;
  const { person, client } = signed?.caller ?? {};
  return { route: route as RestRoute, address: ip, ...(person === undefined ? {} : { person }), ...(client === undefined ? {} : { client }) };
}

function partsIn({ params, query, body }: FastifyRequest): { params: Record<string, string>; query: Record<string, string | string[]>; body: unknown } {
  return { params: params as Record<string, string>, query: query as Record<string, string | string[]>, body };
}

/** Who has not signed in has no context. */
function senderOf({ asked }: FastifyRequest): { readonly context?: string; readonly traceparent: string } {
  const { signed, traceparent } = asked as Asked;
  return { traceparent, ...(signed === undefined ? {} : { context: signed.context }) };
}

/** A version that did not come as If-Match is no precondition of HTTP: it was one of several objects in the body. */
function statusOf({ code }: AnswerError, request: FastifyRequest): number {
  const isOwnVersion = code === 'VERSION_CONFLICT' && request.headers['if-match'] === undefined;
  return isOwnVersion ? 409 : errorCatalogue[code].httpStatus;
}

function answered(route: RestRoute, answer: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const text = JSON.stringify(answer);
  const etag = etagOf(answer, text);
  const isOpen = route.contract.permission.reach === 'public' && route.method === 'GET';
  void reply.header('cache-control', isOpen ? 'no-cache' : 'no-store');
  if (etag !== undefined) void reply.header('etag', etag);
  const known = request.headers['if-none-match'];
  if (route.method === 'GET' && etag !== undefined && known !== undefined && namesTag(known, etag)) {
    void reply.status(304).send();
    return;
  }
  if (route.location !== undefined) void reply.header('location', `${restBase}${placeOf(route.location, { ...(request.params as object), ...(answer as object) })}`);
  void reply.status(route.status).header('content-type', 'application/json; charset=utf-8').send(text);
}

function placeOf(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}
