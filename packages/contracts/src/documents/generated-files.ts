import { asyncApi } from './asyncapi.js';
import { errorsPage } from './errors-page.js';
import { jsonSchemas } from './json-schema.js';
import { openApi } from './openapi.js';

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The text of every generated file by its path within the package. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const schemas = [...jsonSchemas()].map(([name, schema]): [string, string] => [`schema/${name}.schema.json`, jsonText(schema)]);
  return new Map([...schemas, ['asyncapi.json', jsonText(asyncApi())], ['openapi.json', jsonText(openApi())], ['docs/errors.md', errorsPage()]]);
}
