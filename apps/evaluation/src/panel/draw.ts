import { createHash, createHmac } from 'node:crypto';

/** The name of the algorithm below. A change of one step of it is another name. */
export const drawAlgorithm = 'jiqun-draw-1';

/** The rules by which somebody is kept out of a draw; see conflicts.ts for the first three. */
export const exclusionRules = ['declared', 'relation', 'same-organisation', 'already-drawn'] as const;

/** One of `exclusionRules`. */
export type ExclusionRule = (typeof exclusionRules)[number];

/** Why somebody is kept out: the rule, and the application it concerns (none for who was drawn before). */
export interface Exclusion {
  readonly rule: ExclusionRule;
  readonly application?: string;
}

/** A person who might be drawn, by the code of the pool; with exclusions she is listed, and cannot be. */
export interface Candidate {
  readonly code: string;
  readonly exclusions: readonly Exclusion[];
}

/** What is drawn: so many seats and then so many reserves, in one round for one panel. */
export interface DrawSettings {
  readonly panelId: string;
  /** From 1; a later round fills seats for which no reserve was left. */
  readonly round: number;
  readonly seats: number;
  readonly reserves: number;
}

/** Everything that somebody outside needs to do the draw again. Hashes and the seed are in lower-case hexadecimal. */
export interface DrawEvidence extends DrawSettings {
  readonly algorithm: string;
  readonly candidateList: string;
  readonly candidatesHash: string;
  readonly seedHash: string;
  readonly seed: string;
  readonly publicValue?: string;
  readonly members: readonly string[];
  readonly reserveMembers: readonly string[];
  readonly resultHash: string;
}

/** What can be wrong with a draw: its list, its seed or its result is not the one that was published. */
export type DrawFault = 'algorithm' | 'candidate-list' | 'candidates-hash' | 'seed-hash' | 'members' | 'result-hash';

/** Who was drawn, in the order of the draw. */
export interface Drawn {
  readonly members: readonly string[];
  readonly reserveMembers: readonly string[];
}

const WORD_RANGE = 2 ** 32;

/** SHA-256 in lower-case hexadecimal; texts in UTF-8. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The list whose hash is published before the draw: three lines of what is drawn, then a line for every candidate in
 * the order of the codes' bytes, with the reasons for which one is kept out. Lines end with a line feed. Text rather than JSON, so
 * that there is one way to write it.
 */
export function candidateList({ panelId, round, seats, reserves }: DrawSettings, candidates: readonly Candidate[]): string {
  const lines = candidates
    .map(({ code, exclusions }) => [code, ...exclusions.map(({ rule, application }) => (application === undefined ? rule : `${rule}:${application}`)).toSorted()].join(' '))
    .toSorted(byBytes);
  const head = [drawAlgorithm, `panel ${panelId} round ${round}`, `seats ${seats} reserves ${reserves}`];
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

/** The codes of a list that may be drawn, in its order. */
export function eligibleOf(list: string): readonly string[] {
  return list.split('\n').slice(3).filter((line) => line !== '' && !line.includes(' '));
}

/**
 * The draw. A stream of words of 32 bits, big-endian: HMAC-SHA256 under the seed of (SHA-256 of the list, SHA-256 of the public
 * value or of nothing, a counter of 64 bits from 0), block after block. A number below n is the next word modulo n; words at or
 * above the largest multiple of n are passed over, so that no remainder comes more often. Fisher-Yates from the front over the
 * eligible codes: position i is exchanged with i + (a number below what is left). The first are members, the next reserves.
 * @param seed 32 bytes
 * @throws RangeError when fewer are eligible than there are seats
 */
export function draw(list: string, settings: Pick<DrawSettings, 'seats' | 'reserves'>, seed: Buffer, publicValue?: string): Drawn {
  const codes = [...eligibleOf(list)];
  const { seats, reserves } = settings;
  if (codes.length < seats) throw new RangeError(`${codes.length} candidates cannot fill ${seats} seats`);
  const below = numbersFrom(seed, Buffer.concat([digest(list), digest(publicValue ?? '')]));
  const wanted = Math.min(codes.length, seats + reserves);
  for (let at = 0; at < wanted; at += 1) {
    const other = at + below(codes.length - at);
    [codes[at], codes[other]] = [codes[other] as string, codes[at] as string];
  }
  return { members: codes.slice(0, seats), reserveMembers: codes.slice(seats, wanted) };
}

/** The hash of a result, published with the draw while the names are not yet: codes in their order, a line each, members before reserves. */
export function resultHashOf({ members, reserveMembers }: Drawn): string {
  const lines = [...members.map((code) => `member ${code}\n`), ...reserveMembers.map((code) => `reserve ${code}\n`)];
  return sha256(lines.join(''));
}

/**
 * Does a draw again and says what of its evidence does not hold; nothing when all does. It needs nothing but what is public
 * once the panel is closed.
 */
export function verifyDraw(evidence: DrawEvidence): readonly DrawFault[] {
  const faults: DrawFault[] = [];
  const { candidateList: list, seats, reserves, publicValue } = evidence;
  const seed = Buffer.from(evidence.seed, 'hex');
  if (evidence.algorithm !== drawAlgorithm) faults.push('algorithm');
  if (!isWellFormed(list, evidence)) faults.push('candidate-list');
  if (sha256(list) !== evidence.candidatesHash) faults.push('candidates-hash');
  if (seed.length !== 32 || sha256(seed) !== evidence.seedHash) faults.push('seed-hash');
  const drawn = eligibleOf(list).length < seats ? undefined : draw(list, { seats, reserves }, seed, publicValue);
  if (drawn === undefined || !sameCodes(drawn, evidence)) faults.push('members');
  if (resultHashOf(evidence) !== evidence.resultHash) faults.push('result-hash');
  return faults;
}

/** That the list is for this panel and round, and names nobody twice, in its one order. */
function isWellFormed(list: string, { panelId, round, seats, reserves }: DrawSettings): boolean {
  const [algorithm, panel, drawn, ...rest] = list.split('\n');
  const lines = rest.slice(0, -1);
  const codes = lines.map((line) => line.split(' ')[0]);
  return algorithm === drawAlgorithm
    && panel === `panel ${panelId} round ${round}`
    && drawn === `seats ${seats} reserves ${reserves}`
    && rest.at(-1) === ''
    && new Set(codes).size === codes.length
    && lines.every((line, at) => line !== '' && line === lines.toSorted(byBytes)[at]);
}

function sameCodes(drawn: Drawn, evidence: DrawEvidence): boolean {
  return drawn.members.join('\n') === evidence.members.join('\n') && drawn.reserveMembers.join('\n') === evidence.reserveMembers.join('\n');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Numbers below a bound, each as likely as the next, from one stream. */
function numbersFrom(seed: Buffer, prefix: Buffer): (bound: number) => number {
  let block = Buffer.alloc(0);
  let at = 0;
  let counter = 0n;
  const word = (): number => {
    if (at === block.length) {
      const count = Buffer.alloc(8);
      count.writeBigUInt64BE(counter);
      block = createHmac('sha256', seed).update(prefix).update(count).digest();
      counter += 1n;
      at = 0;
    }
    at += 4;
    return block.readUInt32BE(at - 4);
  };
  return (bound) => {
    const limit = WORD_RANGE - (WORD_RANGE % bound);
    let drawn = word();
    while (drawn >= limit) drawn = word();
    return drawn % bound;
  };
}
