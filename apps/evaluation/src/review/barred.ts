import { type BarReason, type CheckedStanding, Refusal, type Issue } from '@jiqun/contracts';

type Words = Issue['message'];

const lists: Readonly<Record<NonNullable<BarReason['list']>, Words>> = {
  'dishonest-judgement-debtor': { zh: '失信被执行人名单', en: 'the list of dishonest judgement debtors' },
  'abnormal-operation': { zh: '经营异常名录', en: 'the list of abnormal operation' },
  'serious-violation': { zh: '严重违法失信名单', en: 'the list of serious violations' },
};

const sanctions: Readonly<Record<Exclude<BarReason['kind'], 'credit-listing'>, Words>> = {
  ban: { zh: '停止申报资金的限制', en: 'a ban from applying for funds' },
  bar: { zh: '取消申报资格的限制', en: 'a bar from applying' },
  exclusion: { zh: '不再纳入省级支持的限制', en: 'an exclusion from all provincial support' },
};

/** Who is barred, by what, until when, and what can be done: an issue for each reason. */
export function barredIssues({ standings }: CheckedStanding): Issue[] {
  return standings.flatMap(({ creditCode, reasons }) => reasons.map((reason) => ({ path: '', code: 'BARRED', message: inWords(creditCode, reason) })));
}

/**
 * Sanctions bar from the submission on, in every programme of the province (SUB-17; INT-22), whether or not the policy asks for a
 * check of credit. Listings are the affair of the policies that do.
 * @throws Refusal CLAUSE_FORBIDS with the sanction's clause
 */
export function requireNotSanctioned(standing: CheckedStanding | undefined, action: string): void {
  if (standing === undefined) return;
  const sanction = standing.standings.flatMap(({ reasons }) => reasons).find(({ kind }) => kind !== 'credit-listing');
  if (sanction === undefined) return;
  throw new Refusal('CLAUSE_FORBIDS', { action, what: sanction.kind }, { clause: sanction.clause, issues: barredIssues(standing) });
}

function inWords(creditCode: string, { kind, clause, list, from, through }: BarReason): Words {
  const what = kind === 'credit-listing' ? lists[list ?? 'serious-violation'] : sanctions[kind];
  const until = through === undefined ? { zh: '未定届满日', en: 'without an end' } : { zh: `至 ${through} 止`, en: `through ${through}` };
  const next = kind === 'credit-listing'
    ? { zh: '移出名单并更新数据后可再办理', en: 'it can go on once the listing has ended and the data are loaded' }
    : { zh: '届满或依程序解除后可再办理', en: 'it can go on once that has ended or was lifted' };
  return {
    zh: `${creditCode} 自 ${from} 起有${what.zh}（${clause}），${until.zh}；${next.zh}。`,
    en: `${creditCode} stands under ${what.en} (${clause}) from ${from}, ${until.en}; ${next.en}.`,
  };
}
