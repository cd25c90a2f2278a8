import type { ApplicationContent } from '@jiqun/contracts';

import { blindMaterialOf, materialOf } from './panel-material.js';

const identity = { clusterName: '长春市汽车及零部件先进制造业集群', regionNames: ['长春市', '九台区', '吉林省'] };
const content = {
  facts: [{ name: 'totalOutput', value: { 2024: '1200.5' }, source: '长春市统计局', qualifier: 'statistical' }],
  statements: [{ clause: 'AMC-6-1', text: '长春市汽车及零部件先进制造业集群（下称“长春市汽车及零部件”）位于长春九台区，产值居全国前列。' }],
  attachments: [{ kind: 'plan', sha256: 'ab'.repeat(32), name: '长春规划.pdf' }],
  goals: [{ key: 'output', title: '长春市产值', target: '1500 亿元', dueOn: '2027-12-31' }],
  keyProjects: [{ name: '长春汽车城二期', owner: '91220101MA0000007M', investment: '100.00', stage: '九台区在建' }],
  coApplicants: [],
} as unknown as ApplicationContent;

describe('what an expert reads', () => {
  it('AMC-7-2: is all that the application states, with its sources', () => {
    const text = JSON.stringify(materialOf(content, identity));
    for (const part of ['1200.5', '长春市统计局', '产值居全国前列', '1500 亿元', '长春汽车城二期', '长春规划.pdf', identity.clusterName]) expect(text).toContain(part);
  });

  it('AMC-7-2: on a blind panel holds figures and words, and no name of the cluster, its places, projects, owners or files', () => {
    const pieces = blindMaterialOf(content, 7, identity);
    const text = JSON.stringify(pieces);
    for (const part of ['1200.5', '产值居全国前列', '1500 亿元', '100.00', '在建', '#7']) expect(text).toContain(part);
    for (const name of [identity.clusterName, '汽车及零部件', '长春', '九台', '统计局', '汽车城', '91220101', '.pdf']) expect(text).not.toContain(name);
    expect(pieces.map(({ kind }) => kind)).toEqual(['fact', 'statement', 'goal', 'project']);
  });

  it('AMC-7-2: comes whole, long values in several pieces', () => {
    const long = 'x'.repeat(12_000);
    const pieces = materialOf({ ...content, statements: [{ clause: 'AMC-6-1', text: long }] } as ApplicationContent, identity).filter(({ kind }) => kind === 'statement');
    expect(pieces.map(({ text }) => text.length)).toEqual([5_000, 5_000, 2_000]);
    expect(pieces.map(({ text }) => text).join('')).toBe(long);
  });
});
