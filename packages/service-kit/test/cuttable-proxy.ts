import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy before a server, which a test can cut: connections end and new ones are refused until it is mended. */
export class CuttableProxy {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(private readonly target: URL) {}

  /** The target's URL with the proxy's address. */
  get url(): string {
    const changed = new URL(this.target);
    changed.host = `127.0.0.1:${this.#port}`;
    return changed.href;
  }

  async mend(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => void server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => (server === undefined ? resolve() : void server.close(() => resolve())));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
