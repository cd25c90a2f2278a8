import type { CommandPoint } from '../commands/command-runner.js';
import type { ConsumerPoint } from '../events/event-consumer.js';
import type { RelayPoint } from '../events/outbox-relay.js';

/** The named points at which the fault harness ends a process: before and after each step that must not be lost or doubled. */
export type FaultPoint = CommandPoint | RelayPoint | ConsumerPoint;

/** Called when a point is passed. Production has none. */
export type AtPoint = (point: FaultPoint) => void;
