import { Refusal } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { createTestBed, testCaller, type TestBed } from '../testing/index.js';
import { RefusalRecorder } from './refusal-recorder.js';

let bed: TestBed;
let source: DataSource;
beforeAll(async () => {
  Logger.overrideLogger(false);
  bed = await createTestBed();
  source = await bed.open('registry');
});
afterAll(async () => {
  await bed.close();
});

describe('what somebody was not permitted to do', () => {
  it('is written into the audit table, with who and why', async () => {
    await new RefusalRecorder(source).record('drill.start', testCaller({ person: 'p-9' }), new Refusal('OUTSIDE_REGION', { region: '220500' }));
    const rows = await source.query(`SELECT tenant, person, action, outcome, detail FROM audit_entry`);
    expect(rows).toEqual([{ tenant: 'CN-22', person: 'p-9', action: 'drill.start', outcome: 'refused', detail: { code: 'OUTSIDE_REGION', params: { region: '220500' } } }]);
  });

  it('is refused all the same when it cannot be written', async () => {
    const closed = await bed.open('audit');
    await closed.destroy();
    await expect(new RefusalRecorder(closed).record('drill.start', testCaller(), new Refusal('OTHER_TENANT'))).resolves.toBeUndefined();
  });
});
