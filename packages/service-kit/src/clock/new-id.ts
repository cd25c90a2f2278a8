import { randomFillSync } from 'node:crypto';

import { systemNow } from './system-time.js';

let lastMs = 0;
let counter = 0;
const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * A new identifier: UUID version 7 (RFC 9562), ascending within the process, so that indexes grow at their end. The 12
 * bits after the time count within a millisecond, 62 bits are random.
 */
export function newId(): string {
  const now = systemNow();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else {
    counter += 1;
    // The counter is full: borrow the next millisecond rather than lose the order.
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const random = pool.toString('hex', used, used + 8);
  used += 8;
  const variant = ((Number.parseInt(random.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}
