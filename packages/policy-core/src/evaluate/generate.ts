import type { Condition, Generator } from '../conditions/condition.js';
import { provenApart } from '../exact/sign.js';
import type { PreparedApplication } from '../facts/application.js';
import type { Rule } from './ruleset.js';

/** Generated decisions of a rule set. Both decide exactly as `Condition.evaluate` does (a property test compares them). */
export interface Generated {
  verdict(application: PreparedApplication): number;
  outcomes(application: PreparedApplication): number[];
}

/**
 * Writes the rule set out as two JavaScript functions. Walking a tree of closures costs fourteen times as much
 * (docs/adr/0002). The source is made of numbers that this package counted or parsed itself and of names that it chose:
 * no text of a policy file gets into it.
 */
export function generate(rules: readonly Rule[], exactly: (application: PreparedApplication) => number): Generated {
  const writer = new Writer();
  const verdict = byCost(rules).map((rule) => verdictStatement(rule, writer)).join('\n');
  const outcomes = rules.map((rule) => outcomeExpression(rule, writer)).join(',\n');
  const locals = `let ${['o=0', ...Array.from({ length: writer.locals }, (_, at) => `t${at}=0`)].join(',')};`;
  const views = 'const n=a.numbers,b=a.booleans,j=a.judgements,w=a.waivers;';
  const source = `'use strict';
function p(l,r){const d=l-r,m=r*${provenApart};return d>m&&r>0?1:d<-m?0:2}
${writer.fallbacks.map((_, at) => `const f${at}=fallbacks[${at}];`).join('')}
return {
verdict(a){ if(a.wide) return exactly(a); if(a.failedJudgements>0) return 1; ${views} ${locals} let missing=false,open=a.openJudgements>0;
${verdict}
return missing?2:open?3:0; },
outcomes(a){ ${views} ${locals} return [${outcomes}]; } };`;
  // eslint-disable-next-line no-implied-eval -- the source is generated from numbers alone, see above
  const build = new Function('fallbacks', 'exactly', source) as (fallbacks: readonly Condition['evaluate'][], verdictExactly: typeof exactly) => Generated;
  return build(writer.fallbacks, exactly);
}

class Writer implements Generator {
  locals = 0;
  readonly fallbacks: Condition['evaluate'][] = [];

  local(): string {
    this.locals += 1;
    return `t${this.locals - 1}`;
  }

  fallback(condition: Condition): string {
    return `f${this.fallbacks.push(condition.evaluate) - 1}(a)`;
  }
}

/** The verdict does not depend on the order; what is looked up quickly can end the decision first. */
function byCost(rules: readonly Rule[]): Rule[] {
  const cost = (rule: Rule): number => rule.condition?.observed.length ?? 0;
  return rules.toSorted((a, b) => cost(a) - cost(b));
}

function verdictStatement(rule: Rule, writer: Writer): string {
  const failed = rule.inPrinciple ? `{if(w[${rule.waiverSlot}]===undefined) open=true;}` : 'return 1;';
  if (rule.condition === undefined && !rule.inPrinciple) return '';
  if (rule.condition !== undefined) return `o=${rule.condition.generate(writer)}; if(o!==1){ if(o===0) ${failed} else if(o===2) missing=true; }`;
  return `o=j[${rule.judgementSlot}]; if(o!==1){ if(o===2) ${failed} else open=true; }`;
}

function outcomeExpression(rule: Rule, writer: Writer): string {
  const failed = rule.inPrinciple ? `(w[${rule.waiverSlot}]===undefined?5:6)` : '0';
  if (rule.condition === undefined) return `(o=j[${rule.judgementSlot}])===1?1:o===0?4:${failed}`;
  return `(o=${rule.condition.generate(writer)})===0?${failed}:o`;
}
