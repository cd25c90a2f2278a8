import { drillContracts, type Caller, type Drill, type StartDrill } from '@jiqun/contracts';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

import { contextReader, ContextSigner } from '../src/authorisation/caller-context.js';
import { newId } from '../src/clock/new-id.js';
import { Failed, type ServedContract } from '../src/messaging/handles.decorator.js';
import { MessageServer, type MessageServerSettings } from '../src/messaging/message-server.js';
import type { NatsLink } from '../src/messaging/nats-connection.js';
import type { Request } from '../src/messaging/request.js';
import { testCaller } from '../src/testing/index.js';

/** A handler as `@Handles` makes it. */
export type Handler = (request: never, context: Request) => Promise<unknown>;

export const { start: startDrill, get: getDrill, list: listDrills } = drillContracts.registry;

/** Signs callers for the servers of one test. */
export class MessageBed {
  private constructor(
    private readonly publicKey: JWK,
    private readonly signer: ContextSigner,
  ) {}

  static async open(): Promise<MessageBed> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    return new MessageBed(await exportJWK(publicKey), new ContextSigner(await exportJWK(privateKey)));
  }

  async context(changes: Partial<Record<keyof Caller, unknown>> = {}): Promise<string> {
    return await this.signer.sign(testCaller(changes));
  }

  /** A server that listens with these handlers. */
  async serve(link: NatsLink, handlers: readonly (readonly [ServedContract | undefined, Handler])[], settings: Partial<MessageServerSettings> = {}): Promise<MessageServer> {
    const server = new MessageServer(link, { service: 'registry', readContext: contextReader(this.publicKey), ...settings });
    for (const [contract, handler] of handlers) {
      const caught: Handler = async (request, context) => await handler(request, context).catch((error: unknown) => new Failed(error));
      server.addHandler(contract?.subject ?? 'registry.drill.uncontracted', caught as never, false, contract === undefined ? {} : { contract });
    }
    await new Promise<void>((resolve, reject) => server.listen((error) => (error === undefined ? resolve() : reject(error as Error))));
    return server;
  }
}

/** An answer to `startDrill` in order. */
export function drillNamed(note: string): Drill {
  return { id: newId(), service: 'registry', note, state: 'started', version: 1, startedAt: '2026-01-05T01:00:00.000Z' } as Drill;
}

/** Answers with a drill of the note that was asked for. */
export const echo = async ({ note }: StartDrill): Promise<Drill> => drillNamed(note);
