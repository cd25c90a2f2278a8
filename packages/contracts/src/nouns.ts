import type { Sentence } from './sentence.js';

/** What the noun of a subject or of an error's parameter is called. Every noun of the catalogue is here (tested). */
export const nouns: Readonly<Record<string, Sentence>> = {
  clock: { zh: '时钟', en: 'clock' },
  'dead-letter': { zh: '滞留消息', en: 'parked message' },
  deadline: { zh: '期限', en: 'deadline' },
  drill: { zh: '演练', en: 'drill' },
  'drill-receipt': { zh: '演练回执', en: 'drill receipt' },
  outbox: { zh: '发件箱', en: 'outbox' },
};
