import { sanctionOrdered, sanctionOrderWithdrawn, violationContracts, type ComplaintReferred, type ViolationCase } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { at, CaseBed } from '../../test/case-bed.js';

jest.setTimeout(120_000);

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

const third = () => bed.as('province-industry', '220000', 'third');
const fourth = () => bed.as('province-finance', '220000', 'fourth');
const committed = async (awardId: string): Promise<bigint> => await bed.money.balance('committed', awardId);

describe('a serious violation', () => {
  it('SUB-13.a, SUB-13.c, INT-27: from the opening through notice, statement and decision: recovered, stopped, and the ban ordered of audit, in one transaction', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: true });
    const served = await bed.notified(award.id);
    // Tuesday 6 May 2025: five working days end on Tuesday 13 May.
    expect(served).toMatchObject({ state: 'notified', notice: { statement: { provisional: false } }, evidence: [{ number: 1 }] });
    const stated = await bed.procedure.recordStatement({ ...at(served), by: '企业', receivedOn: bed.today, text: '已用于设备' }, third());
    expect(stated.statements).toMatchObject([{ inTime: true }]);
    await bed.moveTo(bed.after(1, served.defenceEndsOn));
    const decided = await bed.decisions.establish(bed.establish(stated, '120000.00'), bed.decider());
    expect(decided).toMatchObject({
      state: 'established', decision: { outcome: 'established', hardToCorrect: true, decidedBy: 'decider' }, sanction: { orderId: served.id, imposed: [] },
    });
    expect(decided.decision?.consequences.map(({ clause, measure }) => `${clause} ${measure}`)).toEqual(['SUB-13.a recovery', 'SUB-13.b publication', 'SUB-13.c ban']);
    expect((await bed.money.award(award.id)).state).toBe('stopped');
    expect((await bed.money.instalment(planned.id)).state).toBe('confirmed');
    expect(await bed.recovery(decided.decision?.recoveryId ?? '')).toMatchObject({ state: 'demanded', amount: '120000.00', outstanding: '120000.00', clause: 'SUB-13.a' });
    expect((await bed.money.bed.events(sanctionOrdered)).at(-1)).toEqual({
      orderId: served.id, creditCode, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation', hardToCorrect: true,
      decidedOn: bed.today, document: '处理决定1号',
    });
    expect(await bed.violations.replay(served.id, bed.decider())).toMatchObject({ equal: true, evidenceWhole: true });
  });

  it('SUB-13.a: what has not gone out is stopped at once, its money released; nothing was paid, so nothing is demanded back', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    expect(await committed(award.id)).toBeGreaterThan(0n);
    const decided = await bed.decisions.establish(bed.establish(await bed.ripe(award.id)), bed.decider());
    expect(decided.decision).toMatchObject({ stoppedInstalments: 1 });
    expect(decided.decision?.recoveryId).toBeUndefined();
    expect((await bed.money.instalment(planned.id)).state).toBe('stopped');
    expect(await committed(award.id)).toBe(0n);
  });

  it('SUB-13.a: who establishes it where money was paid says how much is demanded back, and never more than was paid', async () => {
    const { award } = await bed.award();
    const ripe = await bed.ripe(award.id);
    await expect(bed.decisions.establish(bed.establish(ripe), bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-13.a', params: { what: 'recovery' } });
    await expect(bed.decisions.establish(bed.establish(ripe, '300000.01'), bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'paid-out' } });
    expect((await bed.violations.get(ripe.id, bed.decider())).version).toBe(ripe.version);
    await expect(bed.decisions.establish(bed.establish(ripe, '300000.00'), bed.decider())).resolves.toMatchObject({ state: 'established' });
  });

  it('SUB-5.e, SUB-13.a: one that can be corrected has a correction order with its day, and no other consequence', async () => {
    const { award } = await bed.award();
    const ripe = await bed.ripe(award.id);
    await expect(bed.decisions.establish({ ...bed.establish(ripe, '1.00'), hardToCorrect: false }, bed.decider())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'hard-to-correct' },
    });
    const ordered = await bed.decisions.orderCorrection({ ...at(ripe), reasons: 'x', document: 'x', order: '调回资金', correctBy: bed.after(10) }, bed.decider());
    expect(ordered).toMatchObject({ state: 'correction-ordered', clauses: ['SUB-5.e'], decision: { consequences: [], hardToCorrect: false } });
    expect((await bed.money.award(award.id)).state).toBe('allotted');
    await expect(bed.decisions.confirmCorrection({ ...at(ordered), reason: 'x', document: 'x' }, bed.opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.decisions.confirmCorrection({ ...at(ordered), reason: '已调回', document: '核查表' }, third())).resolves.toMatchObject({ state: 'corrected' });
  });

  it('SUB-13.a: what is not corrected by the day of the order is established as hard to correct, and not before', async () => {
    const { award } = await bed.award();
    const ordered = await bed.decisions.orderCorrection({ ...at(await bed.ripe(award.id)), reasons: 'x', document: 'x', order: 'x', correctBy: bed.after(10) }, bed.decider());
    await bed.moveTo(ordered.correctBy ?? '');
    await expect(bed.decisions.establish(bed.establish(ordered, '1.00'), bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'correction-due' } });
    await bed.moveTo(bed.after(1));
    const missed = await bed.violations.get(ordered.id, bed.decider());
    expect(missed.correction).toMatchObject({ overdueSince: bed.today });
    expect((await bed.money.bed.events(violationContracts.correctionMissed)).map(({ violationId }) => violationId)).toContain(ordered.id);
    await expect(bed.decisions.establish(bed.establish(missed, '1.00'), bed.decider())).resolves.toMatchObject({ state: 'established' });
  });

  it('SUB-13.a, INT-27: not decided without a notice, not on the last day of the defence, not before a hearing that was asked for', async () => {
    const { award } = await bed.award();
    const opened = await bed.openCase(award.id);
    await expect(bed.decisions.dismiss({ ...at(opened), reasons: 'x', document: 'x' }, bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'notice' } });
    await expect(bed.procedure.notify({ ...at(opened), document: 'x', servedOn: bed.today, statementWorkingDays: 4 }, bed.opener())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'statement' },
    });
    const served = await bed.procedure.notify({ ...at(opened), document: 'x', servedOn: bed.today }, bed.opener());
    await bed.moveTo(served.defenceEndsOn ?? '');
    await expect(bed.decisions.dismiss({ ...at(served), reasons: 'x', document: 'x' }, bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'statement' } });
    const asked = await bed.procedure.askHearing({ ...at(served), by: '企业', askedOn: bed.today }, third());
    await bed.moveTo(bed.after(1));
    await expect(bed.decisions.dismiss({ ...at(asked), reasons: 'x', document: 'x' }, bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'hearing' } });
    const hearing = { ...at(asked), noticedOn: asked.hearing?.askedOn as never, minutes: '笔录' };
    await bed.moveTo(bed.after(20));
    await expect(bed.procedure.holdHearing({ ...hearing, heldOn: bed.after(5, asked.hearing?.askedOn), chair: 'chair' }, bed.opener())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'hearing-notice' },
    });
    await expect(bed.procedure.holdHearing({ ...hearing, heldOn: bed.today, chair: 'opener' }, bed.opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const heard = await bed.procedure.holdHearing({ ...hearing, heldOn: bed.today, chair: 'chair' }, bed.opener());
    await expect(bed.decisions.dismiss({ ...at(heard), reasons: 'x', document: 'x' }, bed.opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.decisions.dismiss({ ...at(heard), reasons: 'x', document: 'x' }, bed.decider())).resolves.toMatchObject({ state: 'not-established' });
    expect((await bed.money.award(award.id)).state).toBe('allotted');
  });

  it('SUB-13.a: two people by constraint: direct SQL cannot let one person open and decide', async () => {
    const { award } = await bed.award();
    const ripe = await bed.ripe(award.id);
    const forged = bed.money.bed.source.query(`UPDATE violation_case SET decided_by = opened_by, decided_on = $2 WHERE id = $1`, [ripe.id, bed.today]);
    await expect(forged).rejects.toMatchObject({ constraint: 'violation_decided_by_another' });
    await expect(bed.money.bed.source.query(`UPDATE violation_evidence SET name = 'x' WHERE case_id = $1`, [ripe.id])).rejects.toMatchObject({ code: '42501' });
  });

  it('SUB-13.a: an evidence that is changed behind the service breaks its chain, and the replay says so', async () => {
    const { award } = await bed.award({ isPaid: false });
    const ripe = await bed.ripe(award.id);
    const added = await bed.violations.addEvidence({ ...at(ripe), sha256: 'b'.repeat(64), name: '账页' }, bed.opener());
    expect(added.evidence.map(({ number }) => number)).toEqual([1, 2]);
    await bed.decisions.establish(bed.establish(added), bed.decider());
    expect((await bed.violations.replay(ripe.id, third())).evidenceWhole).toBe(true);
    const owner = await bed.money.bed.asOwner();
    await owner.query(`UPDATE violation_evidence SET sha256 = $2 WHERE case_id = $1 AND number = 1`, [ripe.id, 'c'.repeat(64)]);
    expect((await bed.violations.replay(ripe.id, third())).evidenceWhole).toBe(false);
  });
});

describe('fraud', () => {
  it('SUB-17: payments stop and the exclusion is ordered, whether it can be corrected or not; a correction is not ordered', async () => {
    const { award, planned } = await bed.award({ isPaid: false });
    const ripe = await bed.ripe(award.id, 'fraud');
    await expect(bed.decisions.orderCorrection({ ...at(ripe), reasons: 'x', document: 'x', order: 'x', correctBy: bed.after(9) }, bed.decider())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'correctable' },
    });
    const decided = await bed.decisions.establish({ ...bed.establish(ripe), hardToCorrect: false }, bed.decider());
    expect(decided.decision?.consequences.map(({ clause, measure }) => `${clause} ${measure}`)).toEqual(['SUB-17 exclusion']);
    expect((await bed.money.bed.events(sanctionOrdered)).at(-1)).toMatchObject({ orderId: ripe.id, matter: 'fraud' });
    expect(await bed.money.instalment(planned.id)).toMatchObject({ state: 'stopped' });
  });

  it('SUB-17, SUB-13.a: what was obtained can be demanded back with it', async () => {
    const { award } = await bed.award();
    const decided = await bed.decisions.establish(bed.establish(await bed.ripe(award.id, 'fraud'), '300000.00'), bed.decider());
    expect(await bed.recovery(decided.decision?.recoveryId ?? '')).toMatchObject({ amount: '300000.00', clause: 'SUB-13.a' });
  });

  it('SUB-17, INT-27: is not established where the notice told of something less; the less is, where it told of fraud', async () => {
    const { award } = await bed.award({ isPaid: false });
    const ripe = await bed.ripe(award.id);
    await expect(bed.decisions.establish({ ...bed.establish(ripe), kind: 'fraud' }, bed.decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'notice' } });
    const other = await bed.award({ isPaid: false });
    const told = await bed.ripe(other.award.id, 'fraud');
    await expect(bed.decisions.establish({ ...bed.establish(told), kind: 'serious-violation' }, bed.decider())).resolves.toMatchObject({ kind: 'serious-violation' });
  });

  it('SUB-17, SUB-13.c: audit confirms by event, once, and a lifting that comes first is not undone by the imposing', async () => {
    const { award, creditCode } = await bed.award({ isPaid: false });
    const decided = await bed.decisions.establish(bed.establish(await bed.ripe(award.id)), bed.decider());
    const imposed = {
      sanctionId: newId(), orderId: decided.id, creditCode: creditCode as never, measure: 'ban' as const, clause: 'SUB-13.c', programme: 'jl-amc-subsidy-2024',
      imposedFrom: bed.today, imposedThrough: '2030-06-30' as never,
    };
    await bed.imposed(imposed);
    await bed.imposed(imposed);
    expect((await bed.violations.get(decided.id, third())).sanction?.imposed).toMatchObject([{ measure: 'ban', state: 'in-force', through: '2030-06-30' }]);
    await bed.imposed({ ...imposed, imposedThrough: bed.today }, 'lifted');
    await bed.imposed(imposed);
    expect((await bed.violations.get(decided.id, third())).sanction?.imposed).toMatchObject([{ state: 'lifted', through: bed.today }]);
    await bed.imposed({ ...imposed, sanctionId: newId(), orderId: newId() });
    expect((await bed.violations.get(decided.id, third())).sanction?.imposed).toHaveLength(1);
  });
});

describe('a decision that was annulled on review', () => {
  it('SUB-13.a: is withdrawn by two people neither of whom decided: the debt is withdrawn, payments go on, what was paid back is told', async () => {
    const { paid, violation, recovery } = await bed.debt('100000.00');
    await bed.payments.recordPayment({ ...at(recovery), amount: '40000.00' as never, receivedOn: bed.today, bankReference: newId() }, bed.decider());
    const withdrawal = { ...at(violation), document: '复议决定书1号', reason: '复议撤销' };
    await expect(bed.withdrawals.withdraw(withdrawal, bed.decider())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.withdrawals.confirmWithdrawal(at(violation), fourth())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'proposal' } });
    const proposed = await bed.withdrawals.withdraw(withdrawal, third());
    for (const again of [third(), bed.decider()]) await expect(bed.withdrawals.confirmWithdrawal(at(proposed), again)).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const done = await bed.withdrawals.confirmWithdrawal(at(proposed), fourth());
    expect(done).toMatchObject({ state: 'withdrawn', withdrawal: { confirmedBy: 'fourth', paidBack: '40000.00' } });
    expect(await bed.recovery(recovery.id)).toMatchObject({ state: 'refund-owed', outstanding: '0.00', withdrawal: { withdrawn: '60000.00', paidBack: '40000.00' } });
    expect((await bed.money.award(paid.award.id)).state).toBe('allotted');
    expect([await bed.money.balance('claimed', paid.award.id), await bed.money.balance('refundable', recovery.id)]).toEqual([0n, -4_000_000n]);
    expect((await bed.money.bed.events(violationContracts.withdrawn)).at(-1)).toMatchObject({ violationId: violation.id, document: '复议决定书1号' });
  });

  it('SUB-13.b, SUB-13.c, SUB-17: audit is told to withdraw what it imposed, once, and confirms; a ban told of late does not undo that', async () => {
    const { award, creditCode } = await bed.award({ isPaid: false });
    const decided = await bed.decisions.establish(bed.establish(await bed.ripe(award.id)), bed.decider());
    const done = await bed.withdrawals.confirmWithdrawal(at(await bed.withdrawals.withdraw({ ...at(decided), document: '复议决定书3号', reason: 'x' }, third())), fourth());
    expect(done.sanction).toMatchObject({ withdrawal: { document: '复议决定书3号', confirmed: false } });
    const told = (await bed.money.bed.events(sanctionOrderWithdrawn)).filter(({ orderId }) => orderId === decided.id);
    expect(told).toEqual([{ orderId: decided.id, creditCode, decidedOn: bed.today, document: '复议决定书3号' }]);
    const answer = { orderId: decided.id, creditCode: creditCode as never, withdrawn: 1 };
    for (let time = 0; time < 2; time += 1) await bed.take(async (transaction) => await bed.sanctions.takeAnnulled(transaction, answer));
    await bed.take(async (transaction) => await bed.sanctions.takeAnnulled(transaction, { ...answer, orderId: newId() }));
    const changed = { sanctionId: newId(), orderId: decided.id, creditCode: creditCode as never, measure: 'ban' as const, clause: 'SUB-13.c', programme: 'jl-amc-subsidy-2024', imposedFrom: bed.today };
    await bed.imposed(changed, 'lifted');
    await bed.imposed(changed);
    expect((await bed.violations.get(decided.id, third())).sanction).toMatchObject({ withdrawal: { confirmed: true }, imposed: [{ state: 'lifted' }] });
  });

  it('SUB-13.a, SUB-16: payments stay stopped while another decision stops them', async () => {
    const { award } = await bed.award();
    const first = await bed.decisions.establish(bed.establish(await bed.ripe(award.id), '100000.00'), bed.decider());
    const second = await bed.decisions.establish(bed.establish(await bed.ripe(award.id), '50000.00'), bed.decider());
    const proposed = await bed.withdrawals.withdraw({ ...at(first), document: 'x', reason: 'x' }, third());
    await bed.withdrawals.confirmWithdrawal(at(proposed), fourth());
    expect((await bed.money.award(award.id)).state).toBe('stopped');
    const other = await bed.withdrawals.withdraw({ ...at(second), document: 'x', reason: 'x' }, third());
    await bed.withdrawals.confirmWithdrawal(at(other), fourth());
    expect((await bed.money.award(award.id)).state).toBe('allotted');
  });
});

describe('a complaint that audit refers', () => {
  const referred = (changes: Partial<Record<keyof ComplaintReferred, unknown>> = {}): ComplaintReferred => ({
    complaintId: newId(), receiver: 'subsidy', region: '220182', allegation: '举报资金挪用（样例）', evidence: ['d'.repeat(64)], referredOn: bed.today, ...changes,
  }) as ComplaintReferred;
  const take = async (complaint: ComplaintReferred) => await bed.take(async (transaction) => await bed.intakes.take(complaint, transaction));
  const intake = async (complaintId: string) => (await bed.intakes.list({ limit: 50 }, bed.opener())).items.find((one) => one.complaintId === complaintId);

  it('SUB-13.a: waits for an operator, once, however often it is delivered; the case that it becomes begins with its evidence', async () => {
    const { award } = await bed.award({ isPaid: false });
    const complaint = referred();
    await take(complaint);
    await take(complaint);
    const { items } = await bed.intakes.list({ state: 'open' }, bed.opener());
    expect(items.filter(({ complaintId }) => complaintId === complaint.complaintId)).toHaveLength(1);
    const waiting = await intake(complaint.complaintId);
    if (waiting === undefined) throw new Error('No intake');
    const opened = await bed.intakes.open({ ...at(waiting), awardId: award.id, kind: 'fraud', facts: 'x', clauses: ['SUB-17'] }, bed.opener());
    expect(opened).toMatchObject({ origin: 'complaint', intakeId: waiting.id, evidence: [{ sha256: 'd'.repeat(64), number: 1 }] });
    expect((await bed.money.bed.events(violationContracts.opened)).at(-1)).toMatchObject({ violationId: opened.id, complaintId: complaint.complaintId });
    expect(await intake(complaint.complaintId)).toMatchObject({ state: 'case-opened', violationId: opened.id });
    await expect(bed.intakes.dismiss({ ...at(waiting), version: 2, reason: 'x' }, bed.opener())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('SUB-13.a: is dismissed with a reason; one for evaluation is not ours', async () => {
    const [ours, others] = [referred(), referred({ receiver: 'evaluation' })];
    await take(ours);
    await take(others);
    expect(await intake(others.complaintId)).toBeUndefined();
    const waiting = await intake(ours.complaintId);
    if (waiting === undefined) throw new Error('No intake');
    expect(await bed.intakes.dismiss({ ...at(waiting), reason: '查无实据' }, bed.opener())).toMatchObject({ state: 'dismissed', reason: '查无实据', settledBy: 'opener' });
    expect((await bed.money.bed.events(violationContracts.intakeDismissed)).at(-1)).toMatchObject({ complaintId: ours.complaintId });
  });
});

describe('at once', () => {
  it('SUB-13.a: of two who decide at the same moment one is told of the conflict, and nothing happens twice', async () => {
    const { award } = await bed.award();
    const ripe = await bed.ripe(award.id);
    const results = await Promise.allSettled([
      bed.decisions.establish(bed.establish(ripe, '100000.00'), bed.decider()),
      bed.decisions.establish(bed.establish(ripe, '200000.00'), fourth()),
      bed.violations.drop({ ...at(ripe), reason: 'x' }, third()),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const lost of results) if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '2', actual: '3' } });
    const recoveries = await bed.recoveries.list({ awardId: award.id }, bed.decider());
    const won = (await bed.violations.get(ripe.id, bed.decider())) as ViolationCase;
    expect(recoveries.items).toHaveLength(won.state === 'established' ? 1 : 0);
  });

  it('SUB-13.a: an award has one undecided case', async () => {
    const { award } = await bed.award({ isPaid: false });
    await bed.openCase(award.id);
    await expect(bed.openCase(award.id)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});
