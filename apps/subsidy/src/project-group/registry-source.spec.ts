import { clusterMemberContracts, titleContracts } from '@jiqun/contracts';
import { type MessageClient, newId } from '@jiqun/service-kit';

import { creditCode } from '../../test/group-samples.js';
import { RegistrySource } from './registry-source.js';

const CLUSTER = newId();
const [leading, member, stranger] = [creditCode(), creditCode(), creditCode()];
const parts: Readonly<Record<string, string>> = { [leading]: 'leading', [member]: 'member' };

interface Asked {
  readonly subject: string;
  readonly request: Record<string, unknown>;
  readonly options: Record<string, unknown>;
}

/** The network: what the registry would answer, and what it was asked. */
function network(title?: { readonly level: string }): { readonly source: RegistrySource; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const query = async (contract: { readonly subject: string }, request: Record<string, unknown>, options: Record<string, unknown>): Promise<unknown> => {
    asked.push({ subject: contract.subject, request, options });
    if (contract.subject === clusterMemberContracts.check.subject) {
      const role = parts[String(request['creditCode'])];
      return await Promise.resolve({ ...request, clusterName: '某集群', region: '220182', asOf: '2025-05-06', ...(role === undefined ? {} : { role }) });
    }
    return await Promise.resolve({ clusterId: request['clusterId'], asOf: request['asOf'], ...(title === undefined ? {} : { title }) });
  };
  return { source: new RegistrySource({ query } as unknown as MessageClient), asked };
}
const request = { context: 'signed', traceparent: 'trace' };

describe('the registry', () => {
  it('SUB-5.a SUB-6-1: is asked on the caller\'s behalf which part an enterprise has in the cluster today, in one question that applicants may ask', async () => {
    const { source, asked } = network();
    await expect(source.cluster(CLUSTER, leading, request)).resolves.toEqual({ id: CLUSTER, name: '某集群', region: '220182', leadRole: 'leading', askedAt: '2025-05-06' });
    expect(asked).toEqual([{ subject: 'registry.cluster.check-member', request: { clusterId: CLUSTER, creditCode: leading }, options: { context: 'signed', traceparent: 'trace' } }]);
    expect(clusterMemberContracts.check.permission.roles).toContain('enterprise');
    await expect(source.cluster(CLUSTER, member, request)).resolves.toMatchObject({ leadRole: 'member' });
    expect(await source.cluster(CLUSTER, stranger, request)).not.toHaveProperty('leadRole');
    await expect(source.cluster(CLUSTER, member, {})).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('INT-19: is asked for the highest title of a day by anybody, a deadline as well; without one there is no level', async () => {
    const { source, asked } = network({ level: 'national' });
    await expect(source.level('c', '2025-07-31')).resolves.toMatchObject({ asOf: '2025-07-31', level: 'national', answer: { title: { level: 'national' } } });
    expect(asked).toEqual([{ subject: titleContracts.highestValid.subject, request: { clusterId: 'c', asOf: '2025-07-31' }, options: {} }]);
    await expect(network().source.level('c', '2025-07-31')).resolves.toMatchObject({ level: 'none' });
  });
});
