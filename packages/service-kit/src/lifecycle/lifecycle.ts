import { Refusal, type Issue, type Role } from '@jiqun/contracts';

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

/** The arrow of an action in a state. @throws Refusal STATE_FORBIDS that names what is possible in the state */
export function transition<State extends string, Action extends string>(
  lifecycle: Lifecycle<State, Action>,
  state: State,
  action: Action,
): Transition<State> {
  const found = lifecycle[state][action];
  if (found === undefined) throw new Refusal('STATE_FORBIDS', { action, state }, { issues: [possibleIn(Object.keys(lifecycle[state]))] });
  return found;
}

/** What can be done instead of what a state forbids. */
function possibleIn(actions: readonly string[]): Issue {
  const message =
    actions.length === 0
      ? { zh: '该状态下没有可办理的事项。', en: 'Nothing more can be done in this state.' }
      : { zh: `该状态下可以办理：${actions.join('、')}。`, en: `Possible in this state: ${actions.join(', ')}.` };
  return { path: '', code: 'POSSIBLE', message };
}
