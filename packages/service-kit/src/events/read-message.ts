import { tenantSchema, type CloudEvent, type Reading } from '@jiqun/contracts';
import { z } from 'zod';

const ownedSchema = z.object({ tenant: tenantSchema });

/**
 * Reads a message as an event.
 * @throws Error that quotes nothing of the message: what it says is not for everybody who sees that it is parked
 */
export function readMessage(reader: (input: unknown) => Reading<CloudEvent<unknown>>, payload: string): CloudEvent<unknown> {
  const parsed = parsedOf(payload);
  if (parsed === undefined) throw new Error('Not JSON');
  const reading = reader(parsed);
  if (!reading.readable) throw new Error(`Not an event of its contract: ${JSON.stringify(reading.issues)}`);
  return reading.value;
}

/** Whose a message is that cannot be read as an event of its contract, if it says so. */
export function tenantOf(payload: string): { tenant?: string } {
  const owned = ownedSchema.safeParse(parsedOf(payload));
  return owned.success ? { tenant: owned.data.tenant } : {};
}

function parsedOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
