import { createHash } from 'node:crypto';

import type { Performance } from '@jiqun/contracts';
import { performanceGrade, type Policy } from '@jiqun/policy-core';

/** What score and grade are derived from. */
export interface EvaluationInputs {
  readonly programme: string;
  readonly policyVersion: string;
  readonly parts: readonly { readonly indicator: string; readonly weight: string; readonly score: string }[];
}

/** A score of 100 with its grade. */
export interface Graded {
  readonly score: string;
  readonly grade: string;
  readonly poor: boolean;
}

/** A number of at most two decimals as hundredths. */
function hundredths(text: string): bigint {
  const [whole = '0', decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(2, '0'));
}

/** Whether the weights make up 100 exactly. */
export function weighsWhole(indicators: Performance['indicators']): boolean {
  return indicators.reduce((sum, { weight }) => sum + hundredths(weight), 0n) === 10_000n;
}

/** The weighted score, exact, and its grade (INT-31). Weights and scores have at most two decimals, so the sum has at most six. */
export function gradeOf(policy: Policy, { parts }: EvaluationInputs): Graded {
  const millionths = parts.reduce((sum, { weight, score }) => sum + hundredths(weight) * hundredths(score), 0n);
  const digits = String(millionths).padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0+$/, '');
  const score = `${digits.slice(0, -6)}${decimals === '' ? '' : `.${decimals}`}`;
  return { score, ...performanceGrade(policy, score) };
}

/** What is compared when an evaluation is derived again. */
export function evaluationSha256(inputs: string, { score, grade, poor }: Graded): string {
  return createHash('sha256').update(JSON.stringify([inputs, score, grade, poor])).digest('hex');
}
