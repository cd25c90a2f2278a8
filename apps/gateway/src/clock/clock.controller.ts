import { moveClock, type ClockMoved, type MoveClock } from '@jiqun/contracts';
import { Handles, MessageClient, Permits, type Request } from '@jiqun/service-kit';
import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { checked } from '../http/checked.js';
import { SignedCaller } from '../http/signed-caller.js';
import { ClockService } from './clock.service.js';

const MOVE_WITHIN_MS = 600_000;

/** The clock of a sandbox, over HTTP and NATS. */
@Controller('api/v1/clock')
export class ClockController {
  constructor(
    @Inject(MessageClient) private readonly messages: MessageClient,
    @Inject(SignedCaller) private readonly callers: SignedCaller,
    @Inject(ClockService) private readonly clock: ClockService,
  ) {}

  @Post('moves')
  @HttpCode(200)
  @Permits(moveClock.permission)
  async request(@Body() body: unknown, @Req() request: FastifyRequest): Promise<ClockMoved> {
    const signed = await this.callers.command(request);
    return await this.messages.command(moveClock, checked(moveClock.request, body), { ...signed, withinMs: MOVE_WITHIN_MS });
  }

  @Handles(moveClock)
  async move({ to }: MoveClock, request: Request): Promise<ClockMoved> {
    return await this.clock.move(to, request);
  }
}
