import type { casesByClause, testsByClause } from '../src/traceability/scan.js';

export function generatedFiles(core: {
  policyJsonSchema: () => object;
  testsByClause: typeof testsByClause;
  casesByClause: typeof casesByClause;
}): Record<string, string>;
