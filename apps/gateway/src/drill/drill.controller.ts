import { drillContracts, pageSchema, services, uuidSchema, type Drill, type DrillPage } from '@jiqun/contracts';
import { MessageClient, Permits } from '@jiqun/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { checked } from '../http/checked.js';
import { SignedCaller } from '../http/signed-caller.js';

const serviceSchema = z.enum(services);
const { start, get, list } = drillContracts.gateway;
const listQuery = z.strictObject({ cursor: pageSchema.shape.cursor, limit: z.coerce.number().pipe(pageSchema.shape.limit.unwrap()).optional() });

/** Drills of any service, over HTTP. */
@Controller('api/v1/services/:service/drills')
export class DrillController {
  constructor(
    @Inject(MessageClient) private readonly messages: MessageClient,
    @Inject(SignedCaller) private readonly callers: SignedCaller,
  ) {}

  @Post()
  @HttpCode(201)
  @Permits(start.permission)
  async start(@Param('service') service: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<Drill> {
    const contract = drillContracts[checked(serviceSchema, service)].start;
    const signed = await this.callers.command(request);
    return await this.messages.command(contract, checked(contract.request, body), signed);
  }

  @Get(':id')
  @Permits(get.permission)
  async get(@Param('service') service: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<Drill> {
    const contract = drillContracts[checked(serviceSchema, service)].get;
    return await this.messages.query(contract, { id: checked(uuidSchema, id) }, await this.callers.query(request));
  }

  @Get()
  @Permits(list.permission)
  async list(@Param('service') service: string, @Query() query: unknown, @Req() request: FastifyRequest): Promise<DrillPage> {
    const contract = drillContracts[checked(serviceSchema, service)].list;
    const { cursor, limit } = checked(listQuery, query);
    const page = { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) };
    return await this.messages.query(contract, page, await this.callers.query(request));
  }
}
