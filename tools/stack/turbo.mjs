/** Runs turbo as a child that is recorded, so that it and its tasks are ended with the run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { Failure } from './failure.mjs';
import { ROOT } from './layout.mjs';

const PROGRAM = join(ROOT, 'node_modules/.bin/turbo');

/** @param {NodeJS.ProcessEnv} env */
const quiet = (env) => ({ ...env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' });

/**
 * @param {string[]} args
 * @param {{ children: ReturnType<typeof import('./children.mjs').childRecord>, env: NodeJS.ProcessEnv }} options
 * @throws {Failure} when a task failed; what it said is on the terminal
 */
export async function turbo(args, { children, env }) {
  const child = children.start('turbo', PROGRAM, args, { cwd: ROOT, env: quiet(env), stdio: ['ignore', 'inherit', 'inherit'] });
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, name) => resolve(code === 0 ? undefined : (name ?? `exit code ${code}`)));
  });
  if (outcome !== undefined) throw new Failure(`A task of turbo failed (${outcome}); what it said is above.`, 'Mend it, then run the same command again: what has passed is not run twice');
}

/** @typedef {{ taskId: string, hash: string, command: string, cache: { status: string }, resolvedTaskDefinition?: { passThroughEnv?: string[] | null } }} PlannedTask */

/**
 * @param {string[]} args of `turbo run`
 * @param {NodeJS.ProcessEnv} env
 * @returns {PlannedTask[]} what turbo would do, without doing it
 */
export function plan(args, env) {
  const result = spawnSync(PROGRAM, ['run', ...args, '--dry=json'], { cwd: ROOT, env: quiet(env), encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (result.status !== 0) throw new Failure(`turbo could not plan the run: ${(result.error?.message ?? result.stderr).trim()}`, 'Mend turbo.json or the arguments');
  /** @type {{ tasks: PlannedTask[] }} */
  const { tasks } = JSON.parse(result.stdout);
  return tasks.filter(({ command }) => command !== '<NONEXISTENT>');
}
