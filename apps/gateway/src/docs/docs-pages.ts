import { errorCatalogue, type ErrorCode } from '@jiqun/contracts';

import { Html, html } from './html.js';
import { nameOf, resolved, type OpenApiDocument, type ShownOperation, type ShownParameter, type ShownSchema } from './openapi-document.js';

/** The languages of the pages. */
export type DocsLanguage = 'zh' | 'en';

const words = {
  zh: {
    title: '集群平台接口文档', all: '全部接口', other: 'English', machine: '机器可读的描述（OpenAPI 3.1）', parameters: '参数', body: '请求内容', answer: '答复', example: '示例', problems: '可能的问题', code: '代码',
    next: '下一步', name: '名称', where: '位置', type: '类型', needed: '必填', yes: '是', schema: '结构', schemas: '所用结构', meaning: '说明', operations: '项',
  },
  en: {
    title: 'Interface of Jiqun', all: 'All operations', other: '中文', machine: 'Machine-readable description (OpenAPI 3.1)', parameters: 'Parameters', body: 'Request', answer: 'Answer', example: 'Example', problems: 'Problems', code: 'Code',
    next: 'Next step', name: 'Name', where: 'In', type: 'Type', needed: 'Required', yes: 'yes', schema: 'Structure', schemas: 'Structures used', meaning: 'Meaning', operations: 'operations',
  },
} as const;

const paragraph = '\n\n';

/** The readable pages of the interface: a contents, and a page for each noun. Made from the OpenAPI document alone. */
export class DocsPages {
  constructor(private readonly document: OpenApiDocument) {}

  /** The contents. */
  contents(language: DocsLanguage): string {
    const say = words[language];
    const introduction = this.document.info.description.split(paragraph);
    const rows = this.document.tags.map(({ name, description }) => {
      const count = this.#operations(name).length;
      return html`<tr><td><a href="/docs/${name}?lang=${language}">${name}</a></td><td>${description}</td><td>${count} ${say.operations}</td></tr>`;
    });
    return page(language, say.title, '', html`<p>${introduction[language === 'zh' ? 1 : 0]}</p><p><a href="/api/v1/openapi.json">${say.machine}</a></p><table>${rows}</table>`);
  }

  /** The page of a noun; undefined when there is none of that name. */
  noun(name: string, language: DocsLanguage): string | undefined {
    const tag = this.document.tags.find((one) => one.name === name);
    if (tag === undefined) return undefined;
    const operations = this.#operations(name);
    const links = operations.map(({ method, path, operation }) => html`<li><a href="#${operation.operationId}"><code>${method} ${path}</code></a></li>`);
    const used = new Set<string>();
    const sections = operations.map((one) => this.#section(one, language, used));
    const structures = [...used].toSorted().map((schema) => this.#structure(schema, language));
    const body = html`<p>${tag.description}</p><ul>${links}</ul>${sections}<h2>${words[language].schemas}</h2>${structures}`;
    return page(language, `${name} · ${words[language].title}`, name, body);
  }

  #operations(tag: string): readonly { method: string; path: string; operation: ShownOperation }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).filter(([, operation]) => operation.tags.includes(tag)).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  }

  #section({ method, path, operation }: { method: string; path: string; operation: ShownOperation }, language: DocsLanguage, used: Set<string>): Html {
    const say = words[language];
    const [titleZh = '', whoMay = ''] = operation.description.split(paragraph);
    const parameters = operation.parameters.map((parameter) => this.#parameter(parameter, language));
    const [body] = Object.values(operation.requestBody?.content ?? {});
    const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
    const [answer] = Object.values(success?.[1].content ?? {});
    const codes = Object.values(operation.responses).flatMap((response) => resolved(this.document, response)['x-codes'] ?? []);
    return html`<section id="${operation.operationId}"><h2>${language === 'zh' ? titleZh : operation.summary}</h2><p><code>${method} ${path}</code></p><p>${whoMay}</p>
<h3>${say.parameters}</h3><table><tr><th>${say.name}</th><th>${say.where}</th><th>${say.type}</th><th>${say.needed}</th><th>${say.meaning}</th></tr>${parameters}</table>
${body === undefined ? html`` : html`<h3>${say.body}</h3><p>${this.#type(body.schema, used)}</p><h4>${say.example}</h4><pre>${JSON.stringify(body.example, undefined, 2)}</pre>`}
<h3>${say.answer}</h3><p>${success?.[0] ?? ''} ${answer === undefined ? html`` : this.#type(answer.schema, used)}</p>
<details><summary>${say.problems} (${codes.length})</summary><table><tr><th>${say.code}</th><th>HTTP</th><th>${say.meaning}</th><th>${say.next}</th></tr>${codes.map((code) => problem(code as ErrorCode, language))}</table></details></section>`;
  }

  #parameter(parameter: ShownParameter, language: DocsLanguage): Html {
    const { name, in: where, required, description, schema } = resolved(this.document, parameter);
    return html`<tr><td><code>${name}</code></td><td>${where}</td><td>${this.#type(schema, new Set())}</td><td>${required === true ? words[language].yes : ''}</td><td>${description ?? schema.description ?? ''}</td></tr>`;
  }

  /** A type in a few words; a named one as a link to its structure further down. */
  #type(schema: ShownSchema, used: Set<string>): Html {
    if (schema.$ref !== undefined) {
      const name = nameOf(schema.$ref);
      this.#use(name, used);
      return html`<a href="#schema-${name}">${name}</a>`;
    }
    if (schema.enum !== undefined) return html`${schema.enum.map(String).join(' | ')}`;
    if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
    if (schema.items !== undefined) return html`[ ${this.#type(schema.items, used)} ]${schema.maxItems === undefined ? '' : ` ≤ ${schema.maxItems}`}`;
    const variants = schema.oneOf ?? schema.anyOf;
    if (variants !== undefined) return html`${variants.flatMap((variant, index) => [html`${index === 0 ? '' : ' | '}`, this.#type(variant, used)])}`;
    if (schema.properties !== undefined) return html`<table>${this.#fields(schema, used)}</table>`;
    return html`${schema.type ?? 'JSON'}${schema.maxLength === undefined ? '' : ` ≤ ${schema.maxLength}`}`;
  }

  #use(name: string, used: Set<string>): void {
    if (used.has(name)) return;
    used.add(name);
    // Its own fields may name others, which the page shows as well.
    this.#type({ ...this.document.components.schemas[name] }, used);
  }

  #fields({ properties = {}, required = [] }: ShownSchema, used: Set<string>): readonly Html[] {
    return Object.entries(properties).map(([name, part]) => html`<tr><td><code>${name}</code>${required.includes(name) ? ' *' : ''}</td><td>${this.#type(part, used)}</td><td>${part.description ?? ''}</td></tr>`);
  }

  #structure(name: string, language: DocsLanguage): Html {
    const schema = this.document.components.schemas[name] ?? {};
    return html`<section id="schema-${name}"><h3>${words[language].schema} ${name}</h3>${this.#type(schema, new Set())}</section>`;
  }
}

function problem(code: ErrorCode, language: DocsLanguage): Html {
  const { httpStatus, title, nextStep } = errorCatalogue[code];
  return html`<tr><td><code>${code}</code></td><td>${httpStatus}</td><td>${title[language]}</td><td>${nextStep[language]}</td></tr>`;
}

function page(language: DocsLanguage, title: string, name: string, body: Html): string {
  const say = words[language];
  const other = language === 'zh' ? 'en' : 'zh';
  const path = name === '' ? '/docs' : `/docs/${name}`;
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><nav><a href="/docs?lang=${language}">${say.all}</a> <a href="${path}?lang=${other}" lang="${other}">${say.other}</a></nav><main><h1>${title}</h1>${body}</main></body></html>
`.text;
}
