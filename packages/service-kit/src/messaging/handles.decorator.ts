import type { CommandContract, QueryContract } from '@jiqun/contracts';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';

import type { Request } from './request.js';

/** A contract that a controller's method can serve. */
export type ServedContract = CommandContract<never, unknown> | QueryContract<never, unknown>;

/** A handler's failure on its way to the server, past Nest's exception filters, which would make it anonymous. */
export class Failed {
  constructor(readonly error: unknown) {}
}

type Handler<Req, Ans> = (request: Req, context: Request) => Promise<Ans>;

/**
 * Serves a contract with a controller's method: `method(request, context)`. The server has checked the message's shape,
 * the caller's context and the permission's role before it calls; the method checks what depends on the object.
 */
export function Handles<Req, Ans>(contract: CommandContract<Req, Ans> | QueryContract<Req, Ans>) {
  return <Method extends Handler<Req, Ans>>(target: object, name: string, descriptor: TypedPropertyDescriptor<Method>): void => {
    const original = descriptor.value;
    if (original === undefined) throw new Error(`@Handles(${contract.subject}) is not on a method`);
    const wrapped: Handler<Req, Ans> = async function (this: unknown, request: Req, context: Request): Promise<Ans> {
      try {
        return await original.call(this, request, context);
      } catch (error) {
        return new Failed(error) as Ans;
      }
    };
    descriptor.value = wrapped as Method;
    // Without them Nest passes the request alone.
    Payload()(target, name, 0);
    Ctx()(target, name, 1);
    MessagePattern(contract.subject, undefined as never, { contract })(target, name, descriptor as PropertyDescriptor);
  };
}
