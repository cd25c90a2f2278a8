import { readFile } from 'node:fs/promises';
import { installedPolicies } from '../policy/installed.js';
import { loadPolicy } from '../policy/load.js';
import type { Policy } from '../policy/policy.js';
import { invalidRequest } from '../request-object.js';
import { parseJson } from './json-text.js';

/**
 * The policy that a word of the command line means: a path to a `.json` file is loaded as a draft, `id@version` is an
 * installed version, `id` its latest.
 * @throws PolicyError UNKNOWN_POLICY, INVALID_POLICY, INVALID_JSON, INVALID_REQUEST
 */
export async function policyNamed(name: string): Promise<Policy> {
  if (!name.endsWith('.json')) return installedPolicies.find(name, '9999-12-31');
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw invalidRequest('', `无法读取方案文件：${detail}。`, `The policy file cannot be read: ${detail}.`);
  }
  return loadPolicy(parseJson(text));
}
