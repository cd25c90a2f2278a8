/** For tests only: what gives a test its own database, NATS prefix and Redis prefix. Runtime code never imports it. */
export { testAddresses, type TestAddresses } from './addresses.js';
export { recordReader } from './record.js';
export { schemaText } from './schema-text.js';
export { type OwnServer, startNats, startRedis } from './servers.js';
export { createTestBed, testCaller, type TestBed } from './test-bed.js';
export { until } from './until.js';
