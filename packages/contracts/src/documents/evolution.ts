type Part = Readonly<Record<string, unknown>>;

const annotations = new Set(['$schema', '$id', 'title', 'description', 'properties', 'required', 'items', 'anyOf', 'oneOf', 'prefixItems']);

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function part(value: unknown): Part {
  return isPart(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The keywords that say which values are allowed, in one order, so that only a change of meaning is one. */
function constraints(schema: Part): string {
  return JSON.stringify(Object.entries(schema).filter(([keyword]) => !annotations.has(keyword)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function propertyFaults(before: Part, after: Part, path: string): readonly string[] {
  const [old, current] = [part(before['properties']), part(after['properties'])];
  const [wasRequired, isRequired] = [list(before['required']), list(after['required'])];
  const kept = Object.keys(old).flatMap((name) => {
    const place = `${path}.${name}`;
    if (!Object.hasOwn(current, name)) return [`${place} was removed`];
    const requiring = wasRequired.includes(name) === isRequired.includes(name) ? [] : [`${place} became ${isRequired.includes(name) ? 'required' : 'optional'}`];
    return [...requiring, ...changeFaults(part(old[name]), part(current[name]), place)];
  });
  const added = Object.keys(current).filter((name) => !Object.hasOwn(old, name) && isRequired.includes(name));
  return [...kept, ...added.map((name) => `${path}.${name} is new and required; a field that a version gains must be optional`)];
}

/**
 * What makes `after` another version than `before`; empty when it only gained optional fields. Narrowing breaks the
 * replay of events already stored, widening breaks consumers already running, so both are faults.
 */
export function changeFaults(before: Part, after: Part, path = 'data'): readonly string[] {
  if (constraints(before) !== constraints(after)) return [`${path} changed from ${constraints(before)} to ${constraints(after)}`];
  const nested = ['anyOf', 'oneOf', 'prefixItems'].flatMap((keyword) => {
    const [old, current] = [list(before[keyword]), list(after[keyword])];
    if (old.length !== current.length) return [`${path} has ${current.length} instead of ${old.length} alternatives in ${keyword}`];
    return old.flatMap((one, index) => changeFaults(part(one), part(current[index]), `${path}(${index})`));
  });
  const items = before['items'] === undefined && after['items'] === undefined ? [] : changeFaults(part(before['items']), part(after['items']), `${path}[]`);
  return [...propertyFaults(before, after, path), ...nested, ...items];
}

/**
 * What the current contracts break of events already released.
 * @param released committed schema by event type
 * @param current schema by event type as the contracts are now
 */
export function releasedEventFaults(released: ReadonlyMap<string, Part>, current: ReadonlyMap<string, Part>): readonly string[] {
  return [...released].flatMap(([type, before]) => {
    const after = current.get(type);
    if (after === undefined) return [`${type} was removed, but stored events and consumers still have it`];
    return changeFaults(before, after).map((fault) => `${type}: ${fault}`);
  });
}
