import { violatedConstraint } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DisbursementBed, PAYER } from '../../test/disbursement-bed.js';
import { creditCode } from '../../test/group-bed.js';

let bed: DisbursementBed;

beforeAll(async () => {
  bed = await DisbursementBed.open();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const entry = (code: string, payeeRef = `P-${code}`) =>
  ({ creditCode: code, name: '某某公司（样例）', bank: '某某银行榆树支行（样例）', maskedNumber: '6222 **** **** 0183', payeeRef, region: PAYER }) as never;

describe('an account to which money is ordered', () => {
  it('SUB-5.e: is entered by one person and verified by another, of the paying department', async () => {
    const code = creditCode();
    const proposed = await bed.payees.propose(entry(code), bed.as('county-finance', PAYER, 'clerk'));
    const which = { id: proposed.id, version: proposed.version };
    await expect(bed.payees.verify(which, bed.as('county-finance', PAYER, 'clerk'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(bed.payees.verify(which, bed.as('county-finance', '220202', 'chief'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.payees.verify(which, bed.as('county-finance', '650102', 'chief'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.payees.propose(entry(creditCode()), bed.as('county-finance', '220202'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.payees.propose(entry(creditCode()), bed.as('enterprise'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await bed.payees.verify(which, bed.as('county-finance', PAYER, 'chief'))).toMatchObject({ state: 'verified', verifiedBy: 'chief' });
    await expect(bed.payees.verify(which, bed.as('county-finance', PAYER, 'chief'))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('SUB-5.e: one at a time is in use; another is verified only when that is retired, and orders that are out keep theirs', async () => {
    const { awardId, creditCode: code } = await bed.award();
    const first = await bed.payee(code);
    const order = await bed.issue(await bed.authorised(awardId));
    await expect(bed.payees.propose(entry(code), bed.as('county-finance'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const second = await bed.payees.propose(entry(code, 'P-2'), bed.as('county-finance', PAYER, 'clerk'));
    const verify = async () => await bed.payees.verify({ id: second.id, version: second.version }, bed.as('county-finance', PAYER, 'chief'));
    await expect(verify()).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { id: first } });
    await bed.payees.retire({ id: first, version: 2, reason: '销户（样例）' }, bed.as('county-finance'));
    expect(await verify()).toMatchObject({ state: 'verified' });
    expect(await bed.order(order.orderId)).toMatchObject({ payeeAccountId: first, payeeRef: `P-${code}` });
    expect((await bed.payees.list({ creditCode: code as never }, bed.as('auditor', '220000'))).items.map(({ state }) => state)).toEqual(['verified', 'retired']);
    expect((await bed.payees.list({ creditCode: code as never }, bed.as('auditor', '220200'))).items).toEqual([]);
  });

  it('SUB-5.e: the database takes no whole account number, and no verification by the one who entered it', async () => {
    const id = await bed.payee(creditCode());
    const owner = await bed.bed.asOwner();
    const set = async (text: string) => await owner.query(`UPDATE payee_account SET ${text} WHERE id = $1`, [id]).then(() => 'done', (error: unknown) => violatedConstraint(error));
    expect(await set(`masked_number = '6222020200011223344'`)).toBe('payee_account_is_masked');
    expect(await set('verified_by = proposed_by')).toBe('payee_account_verified_by_another');
    await expect(bed.bed.source.query('DELETE FROM payee_account')).rejects.toThrow('permission denied');
    await expect(bed.bed.source.query(`UPDATE payee_account SET payee_ref = 'x'`)).rejects.toThrow('permission denied');
  });
});
