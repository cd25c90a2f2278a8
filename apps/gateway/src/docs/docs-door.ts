import { restBase } from '@jiqun/contracts';
import { Injectable, type INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { languageOf } from '../http/problem.js';
import { apiHeaders, pageHeaders } from '../http/security-headers.js';
import { type DocsLanguage, DocsPages } from './docs-pages.js';
import { openApiText, type OpenApiDocument } from './openapi-document.js';

const STYLE = `
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0; color: #1b1f24; background: #fff; }
nav { padding: .75rem 1.5rem; border-bottom: 1px solid #d0d7de; } nav a { margin-right: 1.5rem; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
a { color: #0550ae; } code, pre { font-family: ui-monospace, monospace; font-size: .875em; overflow-wrap: anywhere; }
pre { background: #f6f8fa; padding: .75rem; overflow-x: auto; } section { border-top: 1px solid #d0d7de; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; } td, th { border: 1px solid #d0d7de; padding: .25rem .5rem; text-align: left; vertical-align: top; }
`;
const CACHED = 'public, max-age=300';

interface Pages {
  readonly text: string;
  readonly pages: DocsPages;
}

/** The description of the interface: for programs under the API, for people at /docs. Nothing is fetched from elsewhere. */
@Injectable()
export class DocsDoor {
  #read: Pages | undefined;

  /** Adds the routes to the application; once, before it listens. */
  async open(app: INestApplication): Promise<void> {
    const instance = app.getHttpAdapter().getInstance() as FastifyInstance;
    await instance.register(async (scope) => {
      scope.get(`${restBase}/openapi.json`, async (request, reply) => {
        await reply.headers({ ...apiHeaders(request.hostname), 'cache-control': CACHED, 'content-type': 'application/json; charset=utf-8' }).send(this.#documents().text);
      });
      scope.get('/docs/style.css', async (request, reply) => {
        await reply.headers({ ...pageHeaders(request.hostname), 'cache-control': CACHED, 'content-type': 'text/css; charset=utf-8' }).send(STYLE);
      });
      scope.get('/docs', async (request, reply) => await shown(request, reply, (language) => this.#documents().pages.contents(language)));
      scope.get<{ Params: { noun: string } }>('/docs/:noun', async (request, reply) => {
        const { pages } = this.#documents();
        await shown(request, reply, (language) => pages.noun(request.params.noun, language), (language) => pages.contents(language));
      });
    });
  }

  /** Read when it is first asked for: most replicas never are. */
  #documents(): Pages {
    if (this.#read === undefined) {
      const text = openApiText();
      this.#read = { text, pages: new DocsPages(JSON.parse(text) as OpenApiDocument) };
    }
    return this.#read;
  }
}

/** @param instead what is shown where there is no such page */
async function shown(request: FastifyRequest, reply: FastifyReply, page: (language: DocsLanguage) => string | undefined, instead = page): Promise<void> {
  const { lang } = request.query as { lang?: unknown };
  const language = lang === 'zh' || lang === 'en' ? lang : languageOf(request.headers['accept-language']);
  const text = page(language);
  void reply.headers({ ...pageHeaders(request.hostname), 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8', 'content-language': language, vary: 'accept-language' });
  await reply.status(text === undefined ? 404 : 200).send(text ?? instead(language));
}
