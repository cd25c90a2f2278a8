/**
 * Writes the generated files of the package: a JSON Schema for each request, answer and event, asyncapi.json and
 * docs/errors.md. They are committed; test/generated.spec.ts fails when they are not what this makes.
 * It stops when an event already released would change in more than optional fields: that needs a new version.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from '../dist/documents/generated-files.js';
import { releasedEventFaults } from '../dist/documents/evolution.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = generatedFiles();

mkdirSync(`${root}schema`, { recursive: true });
mkdirSync(`${root}docs`, { recursive: true });

const committed = readdirSync(`${root}schema`);
/** @param {string} name @param {string} text @returns {[string, Record<string, unknown>]} */
const schemaOf = (name, text) => [name.slice(0, -'.schema.json'.length), JSON.parse(text)];
const released = new Map(committed.filter((name) => name.startsWith('jiqun.')).map((name) => schemaOf(name, readFileSync(`${root}schema/${name}`, 'utf8'))));
const current = new Map([...files].filter(([path]) => path.startsWith('schema/')).map(([path, text]) => schemaOf(path.slice('schema/'.length), text)));

const faults = releasedEventFaults(released, current);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\nNothing was written. Define the next version of the event (.v2) and keep this one, or, if it was never released, delete its file in schema/.\n`);
  process.exitCode = 1;
} else {
  for (const [path, text] of files) writeFileSync(`${root}${path}`, text);
  for (const name of committed) if (!files.has(`schema/${name}`)) rmSync(`${root}schema/${name}`);
}
