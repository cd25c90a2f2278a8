import { DocsPages } from './docs-pages.js';
import { html } from './html.js';
import { openApiText, type OpenApiDocument } from './openapi-document.js';

const document = JSON.parse(openApiText()) as OpenApiDocument;
const pages = new DocsPages(document);

describe('the readable pages', () => {
  it.each(['zh', 'en'] as const)('name every noun in the contents, and every operation on one page (%s)', (language) => {
    const contents = pages.contents(language);
    const shown = document.tags.map(({ name }) => {
      expect(contents).toContain(`/docs/${name}?lang=${language}`);
      return pages.noun(name, language) ?? '';
    });
    const all = shown.join('\n');
    for (const methods of Object.values(document.paths)) for (const { operationId } of Object.values(methods)) expect(all).toContain(`<section id="${operationId}">`);
    expect(all).not.toMatch(/undefined|\[object Object\]/);
  });

  it('show every structure that they name, and run no script', () => {
    for (const { name } of document.tags) {
      const page = pages.noun(name, 'en') ?? '';
      const named = [...page.matchAll(/href="#(schema-[A-Za-z0-9]+)"/g)].map(([, target]) => target);
      for (const target of new Set(named)) expect(page).toContain(`id="${target ?? ''}"`);
      expect(page).not.toMatch(/<script|\son[a-z]+=|https?:\/\/(?!example)[^"<\s]+\.(?:js|css)/);
    }
  });

  it('know no page of another name', () => expect(pages.noun('nothing', 'zh')).toBeUndefined());
});

describe('HTML', () => {
  it('escapes texts, in elements and in attributes', () => {
    expect(html`<a title="${'"><script>'}">${"a & 'b'"}</a>${[html`<b>${1}</b>`]}${undefined}`.text).toBe('<a title="&quot;&gt;&lt;script&gt;">a &amp; &#39;b&#39;</a><b>1</b>');
  });
});
