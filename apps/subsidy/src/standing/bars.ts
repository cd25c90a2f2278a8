import { Refusal, type BarReason, type CheckedStanding, type CreditList, type Issue, type Standing } from '@jiqun/contracts';

type Words = Issue['message'];

const lists: Readonly<Record<CreditList, Words>> = {
  'dishonest-judgement-debtor': { zh: '失信被执行人名单', en: 'the list of dishonest judgement debtors' },
  'abnormal-operation': { zh: '经营异常名录', en: 'the list of abnormal operation' },
  'serious-violation': { zh: '严重违法失信名单', en: 'the list of serious violations' },
};

const sanctions: Readonly<Record<Exclude<BarReason['kind'], 'credit-listing'>, Words>> = {
  ban: { zh: '停止申报资金的处理', en: 'a ban from applying for funds' },
  bar: { zh: '取消申报资格的处理', en: 'a bar from later applications' },
  exclusion: { zh: '不再纳入省级支持的处理', en: 'an exclusion from provincial support' },
};

/** Those who may not, with their reasons. */
export function barredIn({ standings }: CheckedStanding): readonly Standing[] {
  return standings.filter(({ mayApply }) => !mayApply);
}

/** Why an enterprise may not and until when, for a person to read. */
export function barInWords(creditCode: string, { kind, clause, list, from, through }: BarReason): Words {
  const what = kind === 'credit-listing' ? lists[list ?? 'serious-violation'] : sanctions[kind];
  const until = through === undefined ? { zh: '没有设定届满日', en: 'no end is set' } : { zh: `至 ${through} 止`, en: `through ${through}` };
  const after =
    kind === 'credit-listing'
      ? { zh: '移出名单并更新数据后再办理', en: 'it can go on when the listing has ended and the new data are loaded' }
      : { zh: '届满或依程序解除后再办理', en: 'it can go on when that has ended or has been lifted' };
  return {
    zh: `企业 ${creditCode} 自 ${from} 起有${what.zh}（${clause}），${until.zh}；${after.zh}。`,
    en: `The enterprise ${creditCode} has stood under ${what.en} since ${from} (${clause}), ${until.en}; ${after.en}.`,
  };
}

/** CLAUSE_FORBIDS that names each barred enterprise, by what, and until when. @param clause the clause of the gate */
export function barredRefusal(action: string, clause: string, barred: readonly Standing[]): Refusal {
  const issues = barred
    .flatMap(({ creditCode, reasons }) => reasons.map((reason) => ({ path: `creditCodes.${creditCode}`, code: reason.kind.toUpperCase().replaceAll('-', '_'), message: barInWords(creditCode, reason) })))
    .slice(0, 100);
  return new Refusal('CLAUSE_FORBIDS', { action, what: barred.map(({ creditCode }) => creditCode).join(', ').slice(0, 500) }, { clause, issues });
}
