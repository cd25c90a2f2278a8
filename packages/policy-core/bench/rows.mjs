/**
 * The rows of the benchmark that run in this process. Each writes its own loop (see measure.mjs).
 */
import { decide, decideRequest } from './handwritten.mjs';
import { createJsonRulesEngine, decideByJsonRules, toRuntimeFacts } from './json-rules.mjs';
import { createZenDecision, toZenContext } from './zen.mjs';

/** @typedef {import('./measure.mjs').Row} Row */
/** @typedef {import('./applications.mjs').PlainApplication} PlainApplication */
/** @typedef {import('./applications.mjs').Request} Request */
/** @typedef {import('./subject.mjs').Subject} Subject */

const IN_FLIGHT = 64;

/**
 * @param {PlainApplication[]} plain
 * @param {Request[]} requests
 * @returns {Row[]}
 */
export function handwrittenRows(plain, requests) {
  return [
    {
      id: 'a',
      label: 'hand-written, on floats',
      size: plain.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) sum += decide(plain[i]).length;
        return sum;
      },
    },
    {
      id: "a'",
      label: 'hand-written, from the raw request',
      size: requests.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) sum += decideRequest(requests[i]).length;
        return sum;
      },
    },
  ];
}

/**
 * The yardstick of row (f), which reads JSON and cannot be faster than reading it.
 * @param {Request[]} requests
 * @returns {Row}
 */
export function parseRow(requests) {
  const texts = requests.map((request) => JSON.stringify(request));
  return {
    id: 'p',
    label: 'JSON.parse of one application',
    size: texts.length,
    pass: (from, to) => {
      let sum = 0;
      for (let i = from; i < to; i += 1) sum += JSON.parse(texts[i]).asOf.length;
      return sum;
    },
  };
}

/**
 * @param {Subject} subject
 * @param {Request[]} requests
 * @returns {Row[]}
 */
export function subjectRows(subject, requests) {
  return [...verdictRows(subject, requests), ...explanationRows(subject, requests)];
}

/**
 * @param {Subject} subject
 * @param {Request[]} requests
 * @returns {Row[]}
 */
function verdictRows({ prepare, verdict }, requests) {
  const prepared = requests.map(prepare);
  return [
    {
      id: 'b',
      label: 'policy-core, verdict, prepared',
      size: prepared.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) sum += verdict(prepared[i]).length;
        return sum;
      },
    },
    {
      id: "b'",
      label: 'policy-core, prepare and verdict, from the raw request',
      size: requests.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) sum += verdict(prepare(requests[i])).length;
        return sum;
      },
    },
  ];
}

/**
 * @param {Subject} subject
 * @param {Request[]} requests
 * @returns {Row[]}
 */
function explanationRows({ prepare, explain }, requests) {
  const prepared = requests.map(prepare);
  return [
    {
      id: 'c',
      label: 'policy-core, explanation, every sentence read',
      size: prepared.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) {
          const { criteria } = explain(prepared[i]);
          // Sentences may be made when they are read: reading both languages makes them all.
          for (const { explanation } of criteria) sum += explanation.zh.length + explanation.en.length;
        }
        return sum;
      },
    },
    {
      id: 'c-unread',
      label: 'policy-core, explanation, sentences not read',
      size: prepared.length,
      pass: (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) {
          const { verdict, criteria } = explain(prepared[i]);
          sum += verdict.length + criteria.length;
        }
        return sum;
      },
    },
  ];
}

/**
 * @param {PlainApplication[]} plain complete ones: a missing operand is an error in ZEN
 * @returns {Row[]}
 */
export function zenRows(plain) {
  const contexts = plain.map(toZenContext);
  return [
    zenRow('d', 'ZEN', contexts, {}),
    zenRow('d-trace', 'ZEN with trace', contexts, { trace: true }),
    zenRow('d-trace-text', 'ZEN with trace, as JSON text', contexts, { trace: 'string' }),
    zenRowInFlight('d-64', `ZEN, ${IN_FLIGHT} in flight, all cores`, contexts, {}),
    zenRowInFlight('d-trace-64', `ZEN with trace, ${IN_FLIGHT} in flight, all cores`, contexts, { trace: true }),
  ];
}

/**
 * @param {string} id
 * @param {string} label
 * @param {object[]} contexts
 * @param {import('@gorules/zen-engine').ZenEvaluateOptions} options
 * @returns {Row}
 */
function zenRow(id, label, contexts, options) {
  const decision = createZenDecision();
  return {
    id,
    label,
    size: contexts.length,
    pass: async (from, to) => {
      let sum = 0;
      for (let i = from; i < to; i += 1) sum += (await decision.evaluate(contexts[i], options)).result.verdict.length;
      return sum;
    },
  };
}

/**
 * ZEN decides on threads of its own, so one call at a time is not the most that it can do.
 * @param {string} id
 * @param {string} label
 * @param {object[]} contexts
 * @param {import('@gorules/zen-engine').ZenEvaluateOptions} options
 * @returns {Row}
 */
function zenRowInFlight(id, label, contexts, options) {
  const decision = createZenDecision();
  const lengthOfVerdict = async (/** @type {object} */ context) =>
    (await decision.evaluate(context, options)).result.verdict.length;
  return {
    id,
    label,
    size: contexts.length,
    least: IN_FLIGHT,
    pass: async (from, to) => {
      const lengths = await Promise.all(contexts.slice(from, to).map(lengthOfVerdict));
      return lengths.reduce((sum, length) => sum + length, 0);
    },
  };
}

/**
 * @param {PlainApplication[]} plain complete ones
 * @returns {Row[]}
 */
export function jsonRulesRows(plain) {
  const engine = createJsonRulesEngine();
  const facts = plain.map(toRuntimeFacts);
  return [
    {
      id: 'e',
      label: 'json-rules-engine',
      size: facts.length,
      pass: async (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i += 1) sum += (await decideByJsonRules(engine, facts[i])).length;
        return sum;
      },
    },
  ];
}
