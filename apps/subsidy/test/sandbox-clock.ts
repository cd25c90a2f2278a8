import { type Call, type DeadlineHandlers, systemCaller } from '@jiqun/service-kit';
import type { DataSource } from 'typeorm';

interface DueRow {
  readonly id: string;
  readonly tenant: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly generation: number;
}

/** Moves the installation's clock to a day, 00:30, and fires on the way what falls due, each at its time. */
export async function moveClockTo(day: string, source: DataSource, gateway: DataSource, handlers: DeadlineHandlers): Promise<void> {
  const move = async (to: Date): Promise<void> => void (await gateway.query('SELECT installation.move_clock(greatest($1::timestamptz, installation.now()))', [to]));
  const target = new Date(`${day}T00:30:00+08:00`);
  for (let due = await nextDue(source, target); due !== undefined; due = await nextDue(source, target)) {
    await move(due.dueAt);
    const { generation, ...deadline } = due;
    const call: Call = { caller: systemCaller(due.tenant, 'deadline'), identity: { kind: 'deadline', id: due.id, generation } };
    await handlers.of(due.kind)(call, deadline);
  }
  await move(target);
}

async function nextDue(source: DataSource, target: Date): Promise<DueRow | undefined> {
  const rows: DueRow[] = await source.query(
    `SELECT id, tenant, kind, subject, due_at AS "dueAt", generation FROM deadline WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at, id LIMIT 1`,
    [target],
  );
  return rows[0];
}
