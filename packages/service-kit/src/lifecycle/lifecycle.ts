import { Refusal, type Role } from '@jiqun/contracts';

/** One arrow of a lifecycle, with what the documents say of it. */
export interface Transition<State extends string> {
  readonly target: State;
  /** Who may do it, when the roles depend on the state; else the contract's permission says it. */
  readonly roles?: readonly Role[];
  /** Clause of a programme document, such as `AMC-8`. */
  readonly clause?: string;
}

/** States, the actions possible in each, and where they lead: data, so that it can be shown, tested and compared. */
export type Lifecycle<State extends string, Action extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Action, Transition<State>>>>>
>;

/** The arrow of an action in a state. @throws Refusal STATE_FORBIDS with the clause, if any action of that name has one */
export function transition<State extends string, Action extends string>(
  lifecycle: Lifecycle<State, Action>,
  state: State,
  action: Action,
): Transition<State> {
  const found = lifecycle[state][action];
  if (found === undefined) throw new Refusal('STATE_FORBIDS', { action, state });
  return found;
}
