import { keyOfProject, keysOfLine, normalisedInvoice, normalisedSerial } from './usage-keys.js';

const line = { id: 'line', projectId: 'project', invoiceNumber: '00123456', supplierName: '长春某某机床有限公司', supplierCreditCode: '91220101MA0000001X', serials: ['SN-0042/a'], evidence: [{ sha256: 'a'.repeat(64) }] };
const keys = (changes: Partial<typeof line> = {}): string[] => keysOfLine({ ...line, ...changes }).map(({ kind, key }) => `${kind} ${key}`);

describe('what a line uses', () => {
  it('is one key however it is spelled: width, case, spaces, hyphens', () => {
    expect(keys({ invoiceNumber: '００１２３４５６', supplierName: ' 长春某某机床 有限公司　', serials: ['ＳＮ－００４２／Ａ'] })).toEqual(keys());
    expect(normalisedInvoice('No. 2522-0000 0000 1234 5678')).toBe('no25220000000012345678');
    expect(normalisedSerial('sn_0042#(A)')).toBe('sn0042a');
  });

  it.each([
    ['00123456', '123456'], ['123456', '123456'], ['0', '0'], ['00000000', '0'],
    ['012345678', '012345678'], ['25220000000012345678', '25220000000012345678'], ['0A123', '0a123'],
  ])('SUB-4.b: the invoice %s is compared as %s: zeros are dropped from paper invoices\' eight digits alone', (number, expected) => {
    expect(normalisedInvoice(number)).toBe(expected);
  });

  it('keeps every digit of a serial number', () => {
    expect(normalisedSerial('0042')).toBe('0042');
  });

  it('is known by the supplier\'s code and by its name, so that who states the one finds who states the other', () => {
    expect(keys().filter((key) => key.startsWith('invoice'))).toEqual(['invoice 123456 code:91220101ma0000001x', 'invoice 123456 name:长春某某机床有限公司']);
    expect(keysOfLine({ ...line, supplierCreditCode: null }).filter(({ kind }) => kind === 'invoice')).toHaveLength(1);
    expect(keysOfLine({ ...line, invoiceNumber: null }).filter(({ kind }) => kind === 'invoice')).toHaveLength(0);
  });

  it('of a project is its cluster, its site and its name', () => {
    const key = (name: string, region = '220182') => keyOfProject('cluster', { id: 'x', name, region }).key;
    expect(key('扩能 项目（一期）')).toBe(key('扩能项目(一期)'));
    expect(key('扩能项目')).not.toBe(key('扩能项目', '220183'));
  });

  it('never outgrows the index', () => {
    const long = keysOfLine({ ...line, supplierName: '长'.repeat(200), supplierCreditCode: null }).find(({ kind }) => kind === 'invoice');
    expect(long?.key.length).toBeLessThan(250);
    expect(keysOfLine({ ...line, supplierName: `${'长'.repeat(199)}春`, supplierCreditCode: null })[0]?.key).not.toBe(long?.key);
  });
});
