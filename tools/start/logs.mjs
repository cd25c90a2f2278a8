/** The services' output: kept in a file each, shown with the service's name in front once everything is ready. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const COLOURS = [36, 33, 35, 32, 34];
const LEVELS = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };
const KEPT_LINES = 40;

/** Fields of every line that say nothing on one machine. */
const HIDDEN = ['level', 'time', 'pid', 'hostname', 'msg', 'service', 'name'];

/**
 * A line of structured log for a person; any other line as it is.
 * @param {string} line
 */
export function readable(line) {
  if (!line.startsWith('{')) return line;
  try {
    const entry = JSON.parse(line);
    if (typeof entry.msg !== 'string') return line;
    const rest = Object.entries(entry).filter(([key]) => !HIDDEN.includes(key));
    const level = LEVELS[/** @type {keyof typeof LEVELS} */ (entry.level)] ?? String(entry.level ?? '').toUpperCase();
    return [level.padEnd(5), entry.msg, ...(rest.length > 0 ? [JSON.stringify(Object.fromEntries(rest))] : [])].join(' ');
  } catch {
    return line;
  }
}

/**
 * @param {string} folder
 * @param {string[]} names
 * @param {{ write?: (text: string) => void, colour?: boolean }} [options]
 */
export function serviceLogs(folder, names, { write = (text) => process.stdout.write(text), colour = process.stdout.isTTY === true } = {}) {
  mkdirSync(folder, { recursive: true });
  const width = Math.max(...names.map((name) => name.length));
  /** @type {Map<string, string[]>} */
  const last = new Map(names.map((name) => [name, []]));
  let shown = false;
  return {
    /** From now on, lines are shown as they come. */
    show() {
      shown = true;
    },

    /**
     * @param {string} name
     * @param {import('node:child_process').ChildProcess} child
     */
    follow(name, child) {
      const file = openSync(join(folder, `${name}.log`), 'w', 0o600);
      const number = COLOURS[names.indexOf(name) % COLOURS.length];
      const prefix = colour ? `\u001B[${number}m${name.padEnd(width)} |\u001B[0m ` : `${name.padEnd(width)} | `;
      for (const input of [child.stdout, child.stderr]) {
        if (!input) continue;
        createInterface({ input }).on('line', (line) => {
          writeSync(file, `${line}\n`);
          const lines = last.get(name);
          if (lines && lines.push(line) > KEPT_LINES) lines.shift();
          if (shown) write(`${prefix}${readable(line)}\n`);
        });
      }
      child.once('close', () => closeSync(file));
    },

    /** @param {string} name */
    fileOf: (name) => join(folder, `${name}.log`),

    /**
     * @param {string} name
     * @param {number} [count]
     * @returns {string} what it said last, for the report of its death
     */
    lastOf(name, count = 15) {
      return (last.get(name) ?? []).slice(-count).map((line) => readable(line)).join('\n');
    },
  };
}
