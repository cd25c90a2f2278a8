/**
 * What an installation's Redis should be told, from its INFO: wake-ups survive without it, but each loss costs up to a
 * poll's interval of lateness. @returns sentences for the log, none when all is well
 */
export function durabilityWarnings(info: string): string[] {
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const warnings: string[] = [];
  const policy = value('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(`Redis may drop wake-ups silently: its maxmemory-policy is ${policy}; set it to noeviction`);
  }
  if (value('aof_enabled') === '0') {
    warnings.push('Redis keeps no append-only file and loses its wake-ups when it is killed; set appendonly yes');
  }
  return warnings;
}
