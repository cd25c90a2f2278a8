/** A check of the ledger from its rows alone: what it looks at, and the rows that are wrong. */
export interface LedgerCheck {
  readonly check: string;
  readonly clause?: string;
  /** How many rows it looks at. */
  readonly looked: string;
  /** SQL of the rows that are wrong: `subject`, `actual`, `expected`. */
  readonly wrong: string;
  readonly zh: string;
  readonly en: string;
}

const OUT = `('issued', 'in-doubt', 'confirmed')`;
const balanceOf = (kind: string, reference: string, tenant: string): string => `
  coalesce((SELECT sum(entry.amount_fen) FROM ledger_account account JOIN ledger_entry entry ON entry.account_id = account.id
    WHERE (account.tenant, account.kind, account.reference) = (${tenant}, '${kind}', ${reference})), 0)`;
const postedTo = (kinds: string, award: string): string => `
  coalesce((SELECT sum(entry.amount_fen) FROM ledger_tx tx JOIN ledger_entry entry ON entry.tx_id = tx.id JOIN ledger_account account ON account.id = entry.account_id
    WHERE tx.award_id = ${award} AND tx.kind IN (${kinds}) AND account.kind = 'committed' AND account.reference = ${award}::text), 0)`;

/** Postings and balances. */
const ofPostings: readonly LedgerCheck[] = [
  {
    check: 'posting-sums-to-zero', looked: 'ledger_tx', zh: '分录借贷不平或者不完整', en: 'a posting does not sum to zero, or is not whole',
    wrong: `SELECT tx.biz_key AS subject, coalesce(sum(entry.amount_fen), 0)::text || ' / ' || count(entry.id) AS actual, '0 / 2+' AS expected
      FROM ledger_tx tx LEFT JOIN ledger_entry entry ON entry.tx_id = tx.id GROUP BY tx.id, tx.biz_key HAVING coalesce(sum(entry.amount_fen), 0) <> 0 OR count(entry.id) < 2`,
  },
  {
    check: 'entry-has-posting-and-account', looked: 'ledger_entry', zh: '条目没有所属分录或账户，或者跨辖区', en: 'an entry has no posting or account, or crosses jurisdictions',
    wrong: `SELECT entry.id::text AS subject, coalesce(tx.tenant, '-') AS actual, coalesce(account.tenant, '-') AS expected
      FROM ledger_entry entry LEFT JOIN ledger_tx tx ON tx.id = entry.tx_id LEFT JOIN ledger_account account ON account.id = entry.account_id
      WHERE tx.id IS NULL OR account.id IS NULL OR tx.tenant <> account.tenant`,
  },
  {
    check: 'posting-once', looked: 'ledger_tx', zh: '同一业务键有多笔分录', en: 'two postings stand under one business key',
    wrong: `SELECT biz_key AS subject, count(*)::text AS actual, '1' AS expected FROM ledger_tx GROUP BY tenant, biz_key HAVING count(*) > 1`,
  },
  {
    check: 'posting-has-its-object', looked: 'ledger_tx', zh: '分录所指奖补或分期不存在', en: 'the award or instalment of a posting does not exist',
    wrong: `SELECT tx.biz_key AS subject, coalesce(tx.instalment_id, tx.award_id)::text AS actual, '-' AS expected FROM ledger_tx tx
      LEFT JOIN award ON award.id = tx.award_id LEFT JOIN instalment ON instalment.id = tx.instalment_id
      WHERE (tx.award_id IS NOT NULL AND award.id IS NULL) OR (tx.instalment_id IS NOT NULL AND (instalment.id IS NULL OR instalment.award_id <> tx.award_id))`,
  },
  {
    check: 'balance-is-sum', looked: 'ledger_account', zh: '账户余额与条目之和不符', en: 'a balance is not the sum of its entries',
    wrong: `SELECT account.kind || ' ' || account.reference AS subject, account.balance_fen::text AS actual, coalesce(sum(entry.amount_fen), 0)::text AS expected
      FROM ledger_account account LEFT JOIN ledger_entry entry ON entry.account_id = account.id GROUP BY account.id
      HAVING account.balance_fen <> coalesce(sum(entry.amount_fen), 0)`,
  },
  {
    check: 'not-overdrawn', clause: 'SUB-11', looked: 'ledger_account', zh: '账户透支', en: 'an account is overdrawn',
    wrong: `SELECT account.kind || ' ' || account.reference AS subject, sum(entry.amount_fen)::text AS actual, '0' AS expected
      FROM ledger_account account JOIN ledger_entry entry ON entry.account_id = account.id GROUP BY account.id
      HAVING CASE WHEN account.kind IN ('appropriation', 'claimed', 'interest', 'refundable') THEN sum(entry.amount_fen) > 0 ELSE sum(entry.amount_fen) < 0 END`,
  },
];

/** Budgets, plans and awards against their caps. */
const ofCaps: readonly LedgerCheck[] = [
  {
    check: 'budget-is-its-approved-changes', clause: 'SUB-12.a', looked: 'budget', zh: '账上预算与已批准的预算不符', en: 'the ledger has another budget than was approved',
    wrong: `SELECT id::text AS subject, actual, expected FROM (SELECT budget.id, (-${balanceOf('appropriation', 'budget.id::text', 'budget.tenant')})::text AS actual,
        coalesce((SELECT sum(CASE WHEN kind = 'reduction' THEN -amount_fen ELSE amount_fen END) FROM budget_change WHERE budget_id = budget.id AND state = 'approved'), 0)::text AS expected
      FROM budget) compared WHERE actual <> expected`,
  },
  {
    check: 'plan-is-exact', clause: 'SUB-11', looked: 'allocation_plan', zh: '方案份额之和与总额不符', en: 'the shares of a plan do not sum to its total',
    wrong: `SELECT plan.id::text AS subject, coalesce(sum(share.share_fen), 0)::text AS actual, least(plan.budget_fen, plan.claims_fen)::text AS expected
      FROM allocation_plan plan LEFT JOIN allocation_share share ON share.plan_id = plan.id GROUP BY plan.id
      HAVING coalesce(sum(share.share_fen), 0) <> plan.total_fen OR plan.total_fen <> least(plan.budget_fen, plan.claims_fen)`,
  },
  {
    check: 'award-within-ceiling', clause: 'SUB-5.b', looked: 'award', zh: '奖补超过上限、比例或核定额', en: 'an award is above its ceiling, its rate or what was approved',
    wrong: `SELECT id::text AS subject, approved_fen || ' / ' || coalesce(allotted_fen, 0) AS actual, floor(least(rate, rate_cap) * eligible_fen)::text AS expected FROM award
      WHERE rate > rate_cap OR ceiling_fen <> floor(rate * eligible_fen) OR approved_fen > ceiling_fen OR allotted_fen > approved_fen`,
  },
  {
    check: 'award-is-its-share', clause: 'SUB-11', looked: 'award', zh: '奖补安排额与方案份额或账上不符', en: 'an award has another amount than its plan or the ledger gave it',
    wrong: `SELECT award.id::text AS subject, coalesce(award.allotted_fen, 0)::text AS actual, coalesce(share.share_fen, 0)::text AS expected
      FROM award LEFT JOIN allocation_share share ON (share.plan_id, share.award_id) = (award.plan_id, award.id)
      WHERE coalesce(award.allotted_fen, 0) <> coalesce(share.share_fen, 0) OR coalesce(award.allotted_fen, 0) <> ${postedTo("'allotted'", 'award.id')}`,
  },
  {
    check: 'paid-within-completed', clause: 'SUB-4.b', looked: 'award', zh: '已下达超过已核实完成投资按比例所得', en: 'more went out than the rate of what was completed and verified',
    wrong: `SELECT award.id::text AS subject, sum(instalment.amount_fen)::text AS actual, floor(award.rate * award.verified_fen)::text AS expected
      FROM award JOIN instalment ON instalment.award_id = award.id AND instalment.state IN ${OUT} GROUP BY award.id HAVING sum(instalment.amount_fen) > floor(award.rate * award.verified_fen)`,
  },
  {
    check: 'paid-within-allotted', clause: 'SUB-5.d', looked: 'award', zh: '已下达超过安排额，或与记录不符', en: 'more went out than the plan gave, or than the award says',
    wrong: `SELECT award.id::text AS subject, coalesce(sum(instalment.amount_fen), 0) || ' / ' || award.issued_fen AS actual, coalesce(award.allotted_fen, 0)::text AS expected
      FROM award LEFT JOIN instalment ON instalment.award_id = award.id AND instalment.state IN ${OUT} GROUP BY award.id
      HAVING coalesce(sum(instalment.amount_fen), 0) > coalesce(award.allotted_fen, 0) OR coalesce(sum(instalment.amount_fen), 0) <> award.issued_fen`,
  },
];

/** Instalments: their years, and that each went out once. */
const ofInstalments: readonly LedgerCheck[] = [
  {
    check: 'within-consecutive-years', clause: 'SUB-5.d', looked: 'award', zh: '兑现超出连续年度', en: 'payments lie outside the consecutive years',
    wrong: `SELECT award.id::text AS subject, min(extract(year FROM issued_on)) || '-' || max(extract(year FROM issued_on)) AS actual, award.consecutive_years::text AS expected
      FROM award JOIN instalment ON instalment.award_id = award.id AND instalment.state IN ${OUT} GROUP BY award.id
      HAVING max(extract(year FROM issued_on)) - min(extract(year FROM issued_on)) >= award.consecutive_years
        OR award.first_paid_year IS DISTINCT FROM min(extract(year FROM issued_on))::integer`,
  },
  {
    check: 'instalment-went-out-once', clause: 'SUB-5.d', looked: 'instalment', zh: '同一期重复下达，或与账上不符', en: 'an instalment went out twice, or otherwise than the ledger says',
    wrong: `SELECT subject, actual, expected FROM (
        SELECT instalment.id::text AS subject,
          (count(tx.id) FILTER (WHERE tx.kind = 'issued') - count(tx.id) FILTER (WHERE tx.kind = 'failed'))::text || ' / ' || count(tx.id) FILTER (WHERE tx.kind = 'issued') AS actual,
          CASE WHEN instalment.state IN ${OUT} THEN '1' ELSE '0' END || ' / ' || instalment.attempt AS expected
        FROM instalment LEFT JOIN ledger_tx tx ON tx.instalment_id = instalment.id GROUP BY instalment.id) compared WHERE actual <> expected`,
  },
  {
    check: 'instalment-amount-went-out', clause: 'SUB-5.d', looked: 'instalment', zh: '下达金额与账上不符', en: 'another amount went out than the instalment says',
    wrong: `SELECT subject, actual, expected FROM (
        SELECT instalment.id::text AS subject, CASE WHEN instalment.state IN ${OUT} THEN instalment.amount_fen ELSE 0 END::text AS expected,
          coalesce(-sum(entry.amount_fen) FILTER (WHERE account.kind = 'committed' AND tx.kind IN ('issued', 'failed')), 0)::text AS actual
        FROM instalment LEFT JOIN ledger_tx tx ON tx.instalment_id = instalment.id LEFT JOIN ledger_entry entry ON entry.tx_id = tx.id
          LEFT JOIN ledger_account account ON account.id = entry.account_id
        GROUP BY instalment.id) compared WHERE actual <> expected`,
  },
  {
    check: 'arrived-is-confirmed', clause: 'SUB-12.b', looked: 'award', zh: '在途、已付与各期状态不符', en: 'what is in transit or paid is not what the instalments say',
    wrong: `SELECT subject, actual, expected FROM (
        SELECT award.id::text AS subject, ${balanceOf('in-transit', 'award.id::text', 'award.tenant')} || ' / ' || ${balanceOf('paid', 'award.id::text', 'award.tenant')} AS actual,
          coalesce(sum(instalment.amount_fen - instalment.offset_fen) FILTER (WHERE instalment.state IN ('issued', 'in-doubt')), 0) || ' / '
            || coalesce(sum(CASE WHEN instalment.state = 'confirmed' THEN instalment.amount_fen ELSE instalment.offset_fen END) FILTER (WHERE instalment.state IN ${OUT}), 0) AS expected
        FROM award LEFT JOIN instalment ON instalment.award_id = award.id GROUP BY award.id) compared WHERE actual <> expected`,
  },
  {
    check: 'two-people', clause: 'SUB-3.b', looked: 'instalment', zh: '同一人既拟又批', en: 'one person did what two must',
    wrong: `SELECT id::text AS subject, prepared_by AS actual, 'another' AS expected FROM award WHERE decided_by = prepared_by
      UNION ALL SELECT id::text, proposed_by, 'another' FROM instalment WHERE authorised_by = proposed_by
      UNION ALL SELECT plan_id::text, min(person), 'another' FROM allocation_signature GROUP BY plan_id HAVING count(*) <> count(DISTINCT person)
      UNION ALL SELECT budget_id::text, recorded_by, 'another' FROM budget_change WHERE state = 'approved' AND settled_by = recorded_by`,
  },
  {
    check: 'refund-is-what-came-back', clause: 'SUB-13.a', looked: 'ledger_account', zh: '应返还企业的金额与已撤销追回的退款不符', en: 'another amount is owed back than came back on a withdrawn demand',
    wrong: `SELECT coalesce(recovery.id::text, account.reference) AS subject, (-coalesce(account.balance_fen, 0))::text AS actual, due.fen::text AS expected
      FROM (SELECT tenant, reference, balance_fen FROM ledger_account WHERE kind = 'refundable') account
        FULL JOIN recovery ON recovery.tenant = account.tenant AND recovery.id::text = account.reference
        CROSS JOIN LATERAL (SELECT CASE WHEN recovery.state = 'refund-owed' THEN coalesce((SELECT -sum(entry.amount_fen)
          FROM ledger_account owed JOIN ledger_entry entry ON entry.account_id = owed.id JOIN ledger_tx tx ON tx.id = entry.tx_id
          WHERE (owed.tenant, owed.kind, owed.reference) = (recovery.tenant, 'recoverable', recovery.id::text) AND tx.kind IN ('recovery-paid', 'issued', 'failed')), 0) ELSE 0 END AS fen) due
      WHERE -coalesce(account.balance_fen, 0) <> due.fen`,
  },
  {
    check: 'money-conserved', looked: 'ledger_account', zh: '全部账户合计不为零', en: 'all accounts together do not sum to zero',
    wrong: `SELECT tenant AS subject, sum(balance_fen)::text AS actual, '0' AS expected FROM ledger_account GROUP BY tenant HAVING sum(balance_fen) <> 0`,
  },
];

/** Every check, in the order in which they are told. */
export const ledgerChecks: readonly LedgerCheck[] = [...ofPostings, ...ofCaps, ...ofInstalments];
