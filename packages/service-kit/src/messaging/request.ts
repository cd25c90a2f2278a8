import type { Caller } from '@jiqun/contracts';

import type { Call } from '../commands/call.js';

/** What a controller's method is told beside the request: who asks, under which trace, until when. */
export interface Request {
  readonly caller: Caller;
  /** The caller's context as the gateway signed it, with which another service is asked on the caller's behalf. */
  readonly context?: string;
  readonly traceparent?: string;
  /** For a command: what the runner needs to run it once. Queries have none. */
  readonly call: Call;
}
