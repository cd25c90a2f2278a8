/**
 * One replica of a service under fault, forked by replicas.mjs: `service.mjs <service> <folder of marks> [without outbox]`.
 * It is the service as it is, with the harness's noun beside and a process that ends itself at a point it is told.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { kitConfigSchema, NATS_LINK, readConfig, runService, ServiceKitModule, Transaction } from '@jiqun/service-kit';
import { headers } from '@nats-io/transport-node';

import { DrillReceiptModule } from '../../apps/audit/dist/drill-receipt/drill-receipt.module.js';
import { contents as auditContents } from '../../apps/audit/dist/data-source.js';
import { counterModule, effectModule } from './counter.mjs';

/** @typedef {import('./plan.mjs').Point} Point */
/** @typedef {{ id: string, point: Point, skip: number, delayMs: number }} Armed */

const [service, marks = '', without] = /** @type {[import('./plan.mjs').Target, string, string?]} */ (process.argv.slice(2));

/** @type {Map<Point, Armed>} */
const armed = new Map();

process.on('message', (/** @type {{ arm?: Armed, disarm?: Point }} */ { arm, disarm }) => {
  if (arm !== undefined) armed.set(arm.point, { ...arm });
  if (disarm !== undefined) armed.delete(disarm);
});
// The harness has gone: nothing of it may stay.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/** @param {Point} point */
function atPoint(point) {
  const fault = armed.get(point);
  if (fault === undefined) return;
  fault.skip -= 1;
  if (fault.skip >= 0) return;
  armed.delete(point);
  if (!isFirst(fault.id)) return;
  if (fault.delayMs === 0) process.kill(process.pid, 'SIGKILL');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), fault.delayMs);
}

/**
 * Both replicas are armed, since only one of them leads; the first to pass the point takes the mark and is killed.
 * @param {string} id
 */
function isFirst(id) {
  try {
    const mark = openSync(join(marks, id), 'wx');
    writeSync(mark, String(process.pid));
    closeSync(mark);
    return true;
  } catch {
    return false;
  }
}

/**
 * What many do: the event goes straight to the broker, beside the transaction.
 * @param {import('@jiqun/service-kit').NatsLink} link
 */
function withoutOutbox({ connection, subject }) {
  const emit = Transaction.prototype.emit;
  /** @type {(this: Transaction, ...args: Parameters<Transaction['emit']>) => void} */
  Transaction.prototype.emit = function (contract, aggregate, data) {
    emit.call(this, contract, aggregate, data);
    for (const { id, type, payload } of this.events.splice(0)) {
      const head = headers();
      head.set('Nats-Msg-Id', id);
      connection.publish(subject(type), payload, { headers: head });
    }
  };
}

const config = readConfig(kitConfigSchema);
const contents = service === 'audit' ? auditContents : { entities: [], migrations: [] };
const own = service === 'audit' ? [DrillReceiptModule, effectModule(() => atPoint('within-consume'))] : [counterModule(service)];

const module = { module: function FaultModule() {}, imports: [ServiceKitModule.forService({ service, config, contents, atPoint: (point) => atPoint(point) }), ...own] };

await runService({ service, module: /** @type {any} */ (module), config, prepare: (app) => (without === 'outbox' ? withoutOutbox(app.get(NATS_LINK)) : undefined) });
const { user, system } = process.cpuUsage();
process.send?.({ cpuMicros: user + system });
