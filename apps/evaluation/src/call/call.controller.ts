import {
  callContracts, type AmendCall, type Call, type CallPage, type DraftCall, type ExtendCall, type GetCall, type ListCalls, type ListPublicCalls, type PublishCall, type WithdrawCall,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CallService } from './call.service.js';

/** Messages about calls. */
@Controller()
export class CallController {
  constructor(@Inject(CallService) private readonly calls: CallService) {}

  @Handles(callContracts.draft)
  async draft(draft: DraftCall, request: Request): Promise<Call> {
    return await this.calls.draft(draft, request);
  }

  @Handles(callContracts.amend)
  async amend(amend: AmendCall, request: Request): Promise<Call> {
    return await this.calls.amend(amend, request);
  }

  @Handles(callContracts.publish)
  async publish(publish: PublishCall, request: Request): Promise<Call> {
    return await this.calls.publish(publish, request);
  }

  @Handles(callContracts.extend)
  async extend(extend: ExtendCall, request: Request): Promise<Call> {
    return await this.calls.extend(extend, request);
  }

  @Handles(callContracts.withdraw)
  async withdraw(withdraw: WithdrawCall, request: Request): Promise<Call> {
    return await this.calls.withdraw(withdraw, request);
  }

  @Handles(callContracts.get)
  async get({ id }: GetCall, request: Request): Promise<Call> {
    return await this.calls.get(id, request);
  }

  @Handles(callContracts.getPublic)
  async getPublic({ id }: GetCall): Promise<Call> {
    return await this.calls.getPublic(id);
  }

  @Handles(callContracts.listPublic)
  async listPublic(list: ListPublicCalls): Promise<CallPage> {
    return await this.calls.listPublic(list);
  }

  @Handles(callContracts.list)
  async list(list: ListCalls, request: Request): Promise<CallPage> {
    return await this.calls.list(list, request);
  }
}
