/**
 * What is measured: this package's own door, behind three functions, so that the rows do not know its names. The build
 * is measured, as other packages use it; `npm run bench` makes it first.
 */
import { explain, installedPolicies, prepareApplication, verdictOf } from '../dist/index.js';

/** @typedef {import('./applications.mjs').Request} Request */
/**
 * @typedef {object} Subject
 * @property {(request: Request) => any} prepare from the raw request to what `verdict` reads
 * @property {(prepared: any) => string} verdict
 * @property {(prepared: any) => {verdict: string, criteria: readonly {clause: string, outcome: string, explanation: {zh: string, en: string}}[]}} explain
 */

const policy = installedPolicies.find('jl-sme-2024', '2025-06-30');

/** @type {Subject} */
export const subject = {
  prepare: (request) => prepareApplication(policy, request),
  verdict: (prepared) => verdictOf(policy, prepared),
  explain: (prepared) => explain(policy, prepared),
};
