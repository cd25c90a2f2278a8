/**
 * The harness's own noun. A counter's events are many for one object, so that their order can be seen; and its effects
 * are plain INSERTs that no constraint guards, so that whatever is done twice is there twice.
 */
import { defineCommand, defineEvent, drillContracts } from '@jiqun/contracts';
import { CommandRunner, DeadlineHandlers, EventSubscriptions, Handles } from '@jiqun/service-kit';
import { Controller, Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { COMMANDED } from './plan.mjs';

/** @typedef {import('@jiqun/service-kit').Transaction} Transaction */
/** @typedef {import('@jiqun/service-kit').Request} Request */
/** @typedef {{ counter: string, note: string, dueInMs?: number }} Increase */

/** The deadline that an increase can set. */
export const DEADLINE_KIND = 'fault-counter.falls-due';

const increaseSchema = z.strictObject({ counter: z.string(), note: z.string(), dueInMs: z.int().min(1).exactOptional() });
const increasedSchema = z.strictObject({ counter: z.string(), note: z.string(), value: z.int() });

/**
 * @param {typeof COMMANDED[number]} service
 */
function contractsOf(service) {
  return {
    increase: defineCommand({
      subject: `${service}.fault-counter.increase`,
      summary: { zh: '故障演练：计数器加一', en: 'Fault harness: increase a counter' },
      permission: { action: 'fault-counter.increase', roles: ['system-administrator'], reach: 'tenant' },
      request: increaseSchema,
      answer: increasedSchema,
      errors: [],
    }),
    increased: defineEvent({ type: `jiqun.${service}.fault-counter.increased.v1`, summary: { zh: '故障演练：计数器已加一', en: 'Fault harness: a counter was increased' }, data: increasedSchema }),
  };
}

/** The contracts of the counters of each service that takes commands. */
export const counterContracts = { registry: contractsOf('registry'), evaluation: contractsOf('evaluation') };

/** The tables behind it, by schema; no constraint that would hide a doubled row. */
export const COUNTER_TABLES = `
  CREATE TABLE fault_counter (name text PRIMARY KEY, value integer NOT NULL);
  CREATE TABLE fault_increase (position bigint GENERATED ALWAYS AS IDENTITY, note text NOT NULL, counter text NOT NULL, value integer NOT NULL);
  CREATE TABLE fault_fired (position bigint GENERATED ALWAYS AS IDENTITY, note text NOT NULL, due_at timestamptz NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());`;
export const EFFECT_TABLES = `
  CREATE TABLE fault_effect (
    position bigint GENERATED ALWAYS AS IDENTITY, consumer text NOT NULL, event_id uuid NOT NULL,
    aggregate text NOT NULL, sequence bigint NOT NULL, note text NOT NULL);`;

const INCREASE = `
  INSERT INTO fault_counter (name, value) VALUES ($1, 1)
  ON CONFLICT (name) DO UPDATE SET value = fault_counter.value + 1 RETURNING value`;

/**
 * Serves the counters of a service, and fires the deadlines that they set.
 * @param {typeof COMMANDED[number]} service
 */
export function counterModule(service) {
  const { increase, increased } = counterContracts[service];

  class CounterController {
    /**
     * @param {CommandRunner} commands
     * @param {DeadlineHandlers} deadlines
     */
    constructor(commands, deadlines) {
      this.commands = commands;
      this.deadlines = deadlines;
    }

    onModuleInit() {
      this.deadlines.register(DEADLINE_KIND, async (call, { subject, dueAt }) => {
        await this.commands.run(call, async ({ manager }) => {
          await manager.query('INSERT INTO fault_fired (note, due_at) VALUES ($1, $2)', [subject, dueAt]);
        });
      });
    }

    /**
     * @param {Increase} request
     * @param {Request} context
     */
    async increase({ counter, note, dueInMs }, { call }) {
      return await this.commands.run(call, async (transaction) => {
        const rows = await transaction.manager.query(INCREASE, [counter]);
        const value = rows[0].value;
        await transaction.manager.query('INSERT INTO fault_increase (note, counter, value) VALUES ($1, $2, $3)', [note, counter, value]);
        if (dueInMs !== undefined) transaction.setDeadline(DEADLINE_KIND, note, new Date(transaction.now.getTime() + dueInMs));
        transaction.record({ action: 'fault-counter.increase', objectType: 'fault-counter', objectId: note });
        transaction.emit(increased, { noun: 'fault-counter', id: counter, version: value }, { counter, note, value });
        return { counter, note, value };
      });
    }
  }
  Inject(CommandRunner)(CounterController, undefined, 0);
  Inject(DeadlineHandlers)(CounterController, undefined, 1);
  const method = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(CounterController.prototype, 'increase'));
  Handles(increase)(CounterController.prototype, 'increase', method);
  Object.defineProperty(CounterController.prototype, 'increase', method);
  Controller()(CounterController);
  return { module: function CounterModule() {}, controllers: [CounterController] };
}

/** The consumers of the harness, in the service audit: their names and what they take. */
export const effectConsumers = COMMANDED.flatMap((service) => [
  { name: `fault-started-${service}`, service, contract: drillContracts[service].started },
  { name: `fault-increased-${service}`, service, contract: counterContracts[service].increased },
]);

/**
 * Consumes drills and counters with an effect that nothing guards.
 * @param {() => void} withinConsume called in the open transaction, behind the effect
 */
export function effectModule(withinConsume) {
  class EffectSubscriber {
    /** @param {EventSubscriptions} subscriptions */
    constructor(subscriptions) {
      this.subscriptions = subscriptions;
    }

    onModuleInit() {
      for (const { name, contract } of effectConsumers) {
        this.subscriptions.add(name, /** @type {import('@jiqun/contracts').EventContract<{ note: string }>} */ (contract), async (event, transaction) => {
          await record(name, event, transaction);
          withinConsume();
        });
      }
    }
  }
  Injectable()(EffectSubscriber);
  Inject(EventSubscriptions)(EffectSubscriber, undefined, 0);
  return { module: function EffectModule() {}, providers: [EffectSubscriber] };
}

/**
 * @param {string} consumer
 * @param {import('@jiqun/contracts').CloudEvent<{ note: string }>} event
 * @param {Transaction} transaction
 */
async function record(consumer, event, { manager }) {
  const { id, subject, sequence, data } = event;
  await manager.query('INSERT INTO fault_effect (consumer, event_id, aggregate, sequence, note) VALUES ($1, $2, $3, $4, $5)', [consumer, id, subject, sequence, data.note]);
}
