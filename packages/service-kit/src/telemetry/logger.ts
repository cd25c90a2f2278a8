import type { Caller } from '@jiqun/contracts';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';

import { redact, redactText } from './redact.js';
import { currentTraceparent, readTraceparent } from './traceparent.js';

/** Who logs, from which level on, and to where (stdout when absent). */
export interface LoggerSettings {
  readonly service: string;
  readonly level: LevelWithSilent;
  readonly destination?: DestinationStream;
}

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Nest's logger as JSON lines: level, time, service, component, trace, person (the opaque id), msg, err, and what else
 * the caller gave, without secrets. `caller` and `traceparent` given as fields become `person` and `trace`.
 *
 * @example log.error({ err: error, subject }, 'A handler failed')
 */
export class ServiceLogger implements LoggerService {
  readonly #pino: Logger;

  constructor({ service, level, destination }: LoggerSettings) {
    const options = {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      // `redact` has written the error already; pino's own serialiser would take its plain form for another one.
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label: string) => ({ level: label }) },
    };
    // Written at once: the last lines before an exit are those that matter.
    this.#pino = pino(options, destination ?? pino.destination({ fd: 1, sync: true }));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    const { fields, text } = arranged(message, rest);
    const { caller, traceparent, ...others } = fields;
    const trace = traceIdOf(traceparent) ?? traceIdOf(currentTraceparent());
    const line = {
      ...(redact(others) as Record<string, unknown>),
      ...(trace === undefined ? {} : { trace }),
      ...(isCaller(caller) ? { person: caller.person, tenant: caller.tenant } : {}),
    };
    if (text === undefined) this.#pino[level](line);
    else this.#pino[level](line, redactText(text));
  }
}

const STACK = /\n\s+at /;

/** What Nest hands over: (message or object, text or stack or more objects ..., component). */
function arranged(message: unknown, rest: readonly unknown[]): { fields: Record<string, unknown>; text: string | undefined } {
  const more = [...rest];
  const fields: Record<string, unknown> = {};
  let text: string | undefined;
  const takesText = typeof message === 'object' && message !== null && !(message instanceof Error);
  // A text that follows an object is its message; the last text is the component that Nest's Logger appends.
  if (takesText && typeof more[0] === 'string') text = more.shift() as string;
  if (typeof more.at(-1) === 'string' && !STACK.test(more.at(-1) as string)) fields['component'] = more.pop();
  const stack = more.findIndex((item) => typeof item === 'string' && STACK.test(item));
  if (stack !== -1) fields['stack'] = more.splice(stack, 1)[0];
  const errors = [message, ...more].filter((item) => item instanceof Error);
  if (errors[0] !== undefined) fields['err'] = errors[0];
  const remaining = more.filter((item) => item !== undefined && !(item instanceof Error));
  if (remaining.length > 0) fields['details'] = remaining;
  if (message instanceof Error) text = message.message;
  else if (takesText) Object.assign(fields, message);
  else text = String(message);
  return { fields, text };
}

function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? readTraceparent(traceparent)?.traceId : undefined;
}

function isCaller(value: unknown): value is Pick<Caller, 'person' | 'tenant'> {
  const { person, tenant } = (value ?? {}) as Record<string, unknown>;
  return typeof person === 'string' && typeof tenant === 'string';
}
