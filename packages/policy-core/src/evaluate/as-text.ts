import type { AwardDecision } from '../money/award-decision.js';
import type { PolicySet } from '../policy/policy-set.js';
import type { Decision } from './decision.js';
import type { Verdict } from './outcome.js';
import type { Language } from './wording.js';

const verdictWords: Record<Language, Record<Verdict, string>> = {
  zh: { eligible: '符合条件', ineligible: '不符合条件', incomplete: '资料不全，尚不能判定', 'needs-judgement': '有待评审认定或豁免' },
  en: { eligible: 'eligible', ineligible: 'not eligible', incomplete: 'incomplete: facts are missing', 'needs-judgement': 'waits for a judgement or a waiver' },
};

/** A decision as text for a person: the verdict, then a numbered sentence for each clause in the order of the document. */
export function decisionAsText(decision: Decision, policies: PolicySet, language: Language): string {
  const source = policies.find(`${decision.policy}@${decision.version}`, decision.asOf).source;
  const title = source.title[language];
  const head =
    language === 'zh'
      ? [`《${title}》（${decision.policy}，版本 ${decision.version}）`, `按 ${decision.asOf} 的情况判定：${verdictWords.zh[decision.verdict]}。`]
      : [`${title} (${decision.policy}, version ${decision.version})`, `Decided as of ${decision.asOf}: ${verdictWords.en[decision.verdict]}.`];
  const lines = decision.criteria.map((criterion, at) => `${at + 1}. [${criterion.clause}] ${criterion.explanation[language]}`);
  const notes = decision.sensitivity.map(({ interpretation, reading, clauses, verdict }) =>
    language === 'zh'
      ? `注：${interpretation} 若采用另一读法（${reading}），${clauses.join('、')} 的结论不同，总结论为：${verdictWords.zh[verdict]}。`
      : `Note: under the other reading of ${interpretation} (${reading}), ${clauses.join(', ')} would be decided otherwise; the verdict would be: ${verdictWords.en[verdict]}.`,
  );
  return [...head, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n');
}

/** An award as text for a person: what counts, the rate and its clause, each instalment, what lapses. */
export function awardAsText(award: AwardDecision, language: Language): string {
  const cited = award.citations.map(({ article, clause }) => `${article}（${clause}）`);
  const instalments = award.instalments.map(({ year, amount, cumulative }) =>
    language === 'zh' ? `${year}年：${amount} 元（累计 ${cumulative} 元）` : `${year}: CNY ${amount} (CNY ${cumulative} in all)`,
  );
  const lines =
    language === 'zh'
      ? [
          `计入奖补的完成投资：${award.eligibleInvestment} 元；比例 ${award.rate}；奖补上限 ${award.ceiling} 元（向下取整到分）；核定 ${award.approved} 元。`,
          ...(instalments.length === 0 ? ['无可兑现的年度。'] : instalments),
          ...(award.lapsed === '0.00' ? [] : [`连续兑现年限届满，未兑现的 ${award.lapsed} 元失效。`]),
          `依据：${cited.join('、')}。`,
        ]
      : [
          `Eligible investment completed: CNY ${award.eligibleInvestment}; rate ${award.rate}; ceiling CNY ${award.ceiling} (rounded down to the fen); approved CNY ${award.approved}.`,
          ...(instalments.length === 0 ? ['There is no year to pay.'] : instalments),
          ...(award.lapsed === '0.00' ? [] : [`The window of consecutive years closes first: CNY ${award.lapsed} lapses.`]),
          `By ${award.citations.map(({ clause }) => clause).join(', ')}.`,
        ];
  return `${lines.join('\n')}\n`;
}
