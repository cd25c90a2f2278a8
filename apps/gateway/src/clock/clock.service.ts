import { nextDeadlineContracts, Refusal, services, type ClockMoved, type NextDeadline, type ServiceName } from '@jiqun/contracts';
import { announceClockMoved, type ClockMove, ClockHeldError, CommandRunner, ContextSigner, instantOf, MessageClient, moveClock, NATS_LINK, type NatsLink, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const ASK_WITHIN_MS = 20_000;

/** Moves a sandbox's clock for the whole installation. */
@Injectable()
export class ClockService {
  readonly #underWay = new Map<string, Promise<ClockMoved>>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(NATS_LINK) private readonly link: NatsLink,
    @Inject(MessageClient) private readonly messages: MessageClient,
    @Inject(ContextSigner) private readonly signer: ContextSigner,
    @Inject(CommandRunner) private readonly commands: CommandRunner,
  ) {}

  /**
   * Moves the clock, stopping at each deadline of any service until what it causes is done. Asked again for the same instant
   * meanwhile, or by the same request afterwards, it answers with the same move.
   * @throws Refusal CLOCK_NOT_SANDBOX, CLOCK_BACKWARDS
   */
  async move(to: string, request: Request): Promise<ClockMoved> {
    const known = this.#underWay.get(to);
    if (known !== undefined) return await known;
    const move = this.#once(to, request).finally(() => this.#underWay.delete(to));
    this.#underWay.set(to, move);
    return await move;
  }

  /** A move that takes longer than its client waits is asked for again, perhaps just after it was done; then the clock is past it. */
  async #once(to: string, request: Request): Promise<ClockMoved> {
    try {
      return await this.#move(to, request);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'CLOCK_BACKWARDS') throw error;
      // Of a request that was answered before, this is the answer; the effect runs for any other.
      return await this.commands.run(request.call, async () => await Promise.reject(error));
    }
  }

  async #move(to: string, { caller, call }: Request): Promise<ClockMoved> {
    const context = await this.signer.sign(caller);
    const ask = async () => await Promise.all(services.map(async (service) => await this.#ask(service, context)));
    const { from, to: reached, stops } = await moved(new Date(to), {
      dataSource: this.dataSource,
      announce: async () => await announceClockMoved(this.link),
      nextDue: async () => earliest((await ask()).map(([, { dueAt }]) => dueAt)),
      isQuiet: async () => (await ask()).every(([, { overdue, onTheirWay }]) => overdue === 0 && onTheirWay === 0),
      whatIsDue: async () => (await ask()).filter(([, next]) => next.overdue + next.onTheirWay > 0).map(([service, next]) => `${service}: ${next.overdue} overdue, ${next.onTheirWay} events on their way`),
    });
    return await this.commands.run(call, async (transaction) => {
      const answer = { from: instantOf(from), to: instantOf(reached), fired: stops };
      transaction.record({ action: 'clock.move', objectType: 'clock', objectId: 'installation', detail: answer });
      return answer;
    });
  }

  async #ask(service: ServiceName, context: string): Promise<readonly [ServiceName, NextDeadline]> {
    return [service, await this.messages.query(nextDeadlineContracts[service], {}, { context, withinMs: ASK_WITHIN_MS })];
  }
}

/** A clock that stopped on its way says where, and what is not done there. */
async function moved(to: Date, move: ClockMove): Promise<Awaited<ReturnType<typeof moveClock>>> {
  try {
    return await moveClock(to, move);
  } catch (error) {
    if (!(error instanceof ClockHeldError)) throw error;
    throw new Refusal('CLOCK_HELD', { reached: error.reached.toISOString(), due: error.due.join('; ') }, { cause: error });
  }
}

function earliest(instants: readonly (string | undefined)[]): Date | undefined {
  const times = instants.flatMap((instant) => (instant === undefined ? [] : [Date.parse(instant)]));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
