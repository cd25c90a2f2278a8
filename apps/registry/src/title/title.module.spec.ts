import 'reflect-metadata';

import { CommandRunner, DeadlineHandlers, EventSubscriptions, InstallationClock, Reader } from '@jiqun/service-kit';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { ClusterController } from '../cluster/cluster.controller.js';
import { ClusterModule } from '../cluster/cluster.module.js';
import { CultivationEntryController } from '../cultivation-entry/cultivation-entry.controller.js';
import { CultivationEntryModule } from '../cultivation-entry/cultivation-entry.module.js';
import { SupportController } from '../support/support.controller.js';
import { SupportModule } from '../support/support.module.js';
import { TitleController } from './title.controller.js';
import { TitleModule } from './title.module.js';

const subscriptions = new EventSubscriptions();
const deadlines = new DeadlineHandlers();
const kit = [
  { provide: CommandRunner, useValue: {} },
  { provide: Reader, useValue: {} },
  { provide: InstallationClock, useValue: {} },
  { provide: EventSubscriptions, useValue: subscriptions },
  { provide: DeadlineHandlers, useValue: deadlines },
];

@Global()
@Module({ providers: kit, exports: kit })
class KitModule {}

@Module({ imports: [KitModule, ClusterModule, CultivationEntryModule, SupportModule, TitleModule] })
class RootModule {}

it('clusters, titles, library and supports start with what the kit gives, and take all events and deadlines that concern them', async () => {
  const app = await NestFactory.createApplicationContext(RootModule, { logger: ['error'], abortOnError: false });
  for (const controller of [ClusterController, CultivationEntryController, SupportController, TitleController]) expect(app.get(controller)).toBeInstanceOf(controller);
  expect(subscriptions.all.map(({ contract }) => contract.type).toSorted()).toEqual([
    'jiqun.evaluation.application.recognised.v1', 'jiqun.evaluation.plaque.awarded.v1', 'jiqun.evaluation.re-review.applied-for.v1', 'jiqun.evaluation.re-review.failed.v1',
    'jiqun.evaluation.re-review.opened.v1', 'jiqun.evaluation.re-review.passed.v1', 'jiqun.evaluation.revocation.decided.v1', 'jiqun.evaluation.revocation.withdrawn.v1',
  ]);
  for (const kind of ['cluster.change-report', 'title.term-ends']) expect(deadlines.of(kind)).toBeInstanceOf(Function);
  await app.close();
});
