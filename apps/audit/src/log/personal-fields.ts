/** Fields whose value is the name of a person: by it a case file finds what the person did. */
export const personNames: ReadonlySet<string> = new Set([
  'actor', 'by', 'chair', 'client', 'editor', 'editors', 'onBehalfOf', 'person', 'persons', 'user',
  // Who did a step, as our cases name it.
  'addedBy', 'annulledBy', 'answeredBy', 'authorisedBy', 'begunBy', 'causeBy', 'concludedBy', 'confirmedBy', 'decidedBy', 'draftedBy', 'evaluatedBy', 'explainedBy',
  'exportedBy', 'filedBy', 'issuedBy', 'openedBy', 'passedOnBy', 'preparedBy', 'proposedBy', 'raisedBy', 'recordedBy', 'registeredBy', 'retiredBy', 'setBy', 'settledBy',
  'signedBy', 'uploadedBy', 'verifiedBy', 'withdrawnBy',
]);

/**
 * The names under which the events and audit details of all services may carry a person, or words that somebody wrote about
 * one. What stands under such a name never gets into a leaf: the leaf commits to it with a salted hash, and the value lies
 * apart, where it can be erased. Contracts should not carry persons at all; this list is for those that must, and for the
 * day on which one does by mistake. A name is added here before an event with it is published.
 */
export const personalFields: ReadonlySet<string> = new Set([
  // Who: opaque names of people and of machine clients.
  ...personNames,
  // Words about somebody.
  'allegation', 'complainant', 'contact', 'reason', 'reasons', 'remark', 'statement',
]);

/** A value that was taken out, and where it stood: `data.grounds.2.reason`. */
export interface PersonalValue {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

/**
 * The value without what stands under a personal name, at any depth, and what was taken out.
 * @param path where the value itself stands
 */
export function withoutPersonal(value: unknown, path: string): { readonly kept: unknown; readonly taken: readonly PersonalValue[] } {
  const taken: PersonalValue[] = [];
  return { kept: strip(value, path, taken), taken };
}

function strip(value: unknown, path: string, taken: PersonalValue[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => strip(item, `${path}.${index}`, taken));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const at = `${path}.${name}`;
      if (!personalFields.has(name)) return [[name, strip(inner, at, taken)]];
      taken.push({ path: at, name, value: inner });
      return [];
    }),
  );
}
