import type { Sentence } from '@jiqun/contracts';
import type { Step } from '@jiqun/policy-core';
import type { Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { clauseForbids } from '../refusals.js';
import { ReserveRepository, type UnreadyReserve } from './reserve.repository.js';

type Gate = (unready: UnreadyReserve) => Sentence | undefined;

const gates: Readonly<Record<string, Gate>> = {
  'notice-without-objection': ({ withoutNotice, objected }) => {
    if (withoutNotice + objected === 0) return undefined;
    return {
      zh: `储备中有 ${withoutNotice} 个项目群没有期满的公示，${objected} 个项目群有未办结的异议。`,
      en: `In the reserve ${withoutNotice} groups have no notice that ran out, and ${objected} have an open objection.`,
    };
  },
  'allocated-by-project': ({ withoutProjects }) => {
    if (withoutProjects === 0) return undefined;
    return { zh: `储备中有 ${withoutProjects} 个项目群没有经省级批准支持的项目。`, en: `In the reserve ${withoutProjects} groups have no project that the province approved for support.` };
  },
};

/** What an allocation plan asks of the reserve of its year, as far as the policy's step names it (SUB-11, SUB-4.b). */
@Injectable()
export class ReserveGate {
  constructor(@Inject(ReserveRepository) private readonly reserves: ReserveRepository) {}

  /** @throws Refusal CLAUSE_FORBIDS with the clause of the first gate that is not met; gates of other nouns are theirs to ask */
  async require({ manager }: Transaction, step: Step, yearId: string, action: string): Promise<void> {
    const unready = await this.reserves.unready(manager, yearId);
    for (const { gate, clause, title } of step.gates) {
      const missing = gates[gate]?.(unready);
      if (missing !== undefined) throw clauseForbids(action, gate, { zh: `${title.zh}：${missing.zh}`, en: `${title.en}: ${missing.en}` }, clause);
    }
  }
}
