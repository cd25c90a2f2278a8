import type { Shutdown } from './shutdown.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process in order on SIGTERM and SIGINT (exit code 0, or 1 when the shutdown was not clean), and after an
 * error that nobody caught (exit code 1). A second signal changes nothing: a terminal and npm each send one.
 */
export function installSignalHandlers(shutdown: Shutdown): void {
  // Also set when a signal came first: what fails while shutting down is no clean end.
  let failed = false;
  const end = async (reason: string): Promise<void> => {
    const { clean } = await shutdown.run(reason);
    process.exit(clean && !failed ? 0 : 1);
  };
  const fail = (kind: string, error: unknown): void => {
    failed = true;
    shutdown.log.error({ err: error }, kind);
    void end(kind);
  };
  for (const signal of SIGNALS) process.on(signal, () => void end(signal));
  process.on('uncaughtException', (error) => fail('An error was not caught', error));
  process.on('unhandledRejection', (error) => fail('A rejection was not handled', error));
}
