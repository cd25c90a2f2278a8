import { catalogue, type CommandContract, type QueryContract } from '../contract.js';
import { services } from '../roles.js';

/** What REST derives a route from. */
export type RestCall = CommandContract<unknown, unknown> | QueryContract<unknown, unknown>;

/** The noun of a contract as the API names it. */
export interface Resource {
  /** Singular, unique in the API: `application`, `group-review`; with the service before a noun that all of them have. */
  readonly word: string;
  /** Where its objects are: `/applications`, `/services/registry/drills`. */
  readonly base: string;
}

/** Nouns whose plural is not the singular with an s: there is one of each, or they are not counted. */
const plurals: Readonly<Record<string, string>> = {
  calendar: 'calendar', clock: 'clock', ledger: 'ledger', log: 'log', outbox: 'outbox', performance: 'performance', standing: 'standing',
};

/** A noun that two services have is named otherwise for one of them, by what it is about there. */
const renamed: Readonly<Record<string, string>> = {
  'subsidy.objection': 'group-objection',
  'subsidy.public-notice': 'group-notice',
  'subsidy.review': 'group-review',
  'subsidy.standing': 'standing-check',
};

/** By which fields an object is found, where it is not `id` or its own name with `Id`; the first set that a request demands. */
const keys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  attachment: [['uploadId'], ['sha256']],
  'credit-load': [['id'], ['loadId']],
  policy: [['programme', 'version'], ['programme']],
};

/** Nouns that are parts of another: asked for by the whole's id, they are found below it. */
const wholes: Readonly<Record<string, { readonly noun: string; readonly field: string }>> = {
  activity: { noun: 'promotion-organisation', field: 'organisationId' },
  duplicate: { noun: 'project-group', field: 'groupId' },
  'investment-line': { noun: 'project-group', field: 'groupId' },
};

function plural(noun: string): string {
  return plurals[noun] ?? (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);
}

/** `group-review` as `groupReview`. */
export function camel(words: string): string {
  return words.replaceAll(/[-.]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether every service has it: such a noun is asked for by service. */
function isEverywhere(noun: string): boolean {
  const owners = new Set([...catalogue.commands, ...catalogue.queries].filter((call) => call.noun === noun).map(({ service }) => service));
  return owners.size === services.length;
}

/**
 * Where the objects that a contract is about are.
 * @param demanded the names of the fields that its request must have
 */
export function resourceOf({ service, noun, permission }: RestCall, demanded: ReadonlySet<string>): Resource {
  if (isEverywhere(noun)) return { word: `${service}-${noun}`, base: `/services/${service}/${plural(noun)}` };
  const word = renamed[`${service}.${noun}`] ?? noun;
  const whole = wholes[noun];
  const below = whole !== undefined && demanded.has(whole.field) ? `/${plural(whole.noun)}/{${whole.field}}` : '';
  const open = permission.reach === 'public' ? '/public' : '';
  return { word, base: `${open}${below}/${plural(word)}` };
}

/** The fields by which a request names its object, in the order of the path; none when it names none. */
export function keyOf({ noun }: RestCall, demanded: ReadonlySet<string>): readonly string[] {
  const candidates = keys[noun] ?? [['id'], [`${camel(noun)}Id`]];
  return candidates.find((names) => names.every((name) => demanded.has(name))) ?? [];
}
