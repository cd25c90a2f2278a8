import { expect, test } from '@jest/globals';
import type { Permission } from '@jiqun/contracts';
import { Controller, Get, Post } from '@nestjs/common';

import { HealthController } from '../health/health.controller.js';
import { MetricsController } from '../telemetry/metrics.controller.js';
import { Permits, permissionOf, routesWithoutPermission } from './permits.decorator.js';

const read: Permission = { action: 'call.get', roles: ['auditor'], reach: 'tenant' };

@Controller('calls')
class CallsController {
  @Get(':id')
  @Permits(read)
  one(): string {
    return this.named();
  }

  @Post()
  open(): string {
    return this.named();
  }

  named(): string {
    return 'not a route';
  }
}

test('a route that declares no permission is found, by method and name', () => {
  expect(routesWithoutPermission([CallsController])).toEqual(['POST CallsController.open']);
});

test('what a route declares can be read from its handler', () => {
  const { one, open } = CallsController.prototype;
  expect([permissionOf(one), permissionOf(open)]).toEqual([read, undefined]);
});

test('every route of the kit declares its permission', () => {
  expect(routesWithoutPermission([HealthController, MetricsController])).toEqual([]);
  expect(permissionOf(HealthController.prototype.ready)?.reach).toBe('public');
});
