import type { Caller } from '@jiqun/contracts';

import type { Call } from '../commands/call.js';

/** What a controller's method is told beside the request: who asks, under which trace, until when. */
export interface Request {
  readonly caller: Caller;
  readonly traceparent?: string;
  /** For a command: what the runner needs to run it once. Queries have none. */
  readonly call: Call;
}
