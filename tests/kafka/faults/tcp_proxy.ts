/**
 * A TCP proxy that makes a network bad: it delays, cuts connections, and lets nothing through for a
 * while, as a broken switch does. What it held back goes on when it lets through again, as TCP
 * would send it anew.
 * @module
 */

/** See the module. */
export class TcpProxy implements AsyncDisposable {
  /** How long each piece of data is held back, ms. */
  delayMs = 0;
  /** Bytes of the next answer that go through before its connection is cut; `undefined` cuts none. */
  cutWithinBytes: number | undefined;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;
  #upstreamPort = 0;
  /** Resolves when data may go through; `undefined` while it may. */
  #gate: PromiseWithResolvers<void> | undefined;

  /** Takes connections at once; {@link TcpProxy.leadTo} must be called before the first. */
  constructor() {
    this.#accepting = this.#accept();
  }

  /** Where its clients connect. */
  get address(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Sets the port of this machine that connections go on to. */
  leadTo(port: number): void {
    this.#upstreamPort = port;
  }

  /** Cuts all connections; gives how many there were. */
  cut(): number {
    const count = this.#open.size / 2;
    for (const connection of this.#open) close(connection);
    this.#open.clear();
    return count;
  }

  /** Lets nothing through any more. */
  block(): void {
    this.#gate ??= Promise.withResolvers<void>();
  }

  /** Lets everything through again. */
  unblock(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.unblock();
    this.cut();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const serving = new Set<Promise<void>>();
    try {
      for await (const client of this.#listener) {
        const served: Promise<void> = this.#serve(client).finally(() => serving.delete(served));
        serving.add(served);
      }
    } finally {
      await Promise.all(serving);
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({ hostname: "127.0.0.1", port: this.#upstreamPort });
    } catch {
      return close(client); // nobody listens there now
    }
    this.#open.add(client).add(server);
    // When one side ends, so does the other.
    await Promise.race([
      this.#pump(client, server, "question"),
      this.#pump(server, client, "answer"),
    ]);
    for (const connection of [client, server]) {
      this.#open.delete(connection);
      close(connection);
    }
  }

  async #pump(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    what: "question" | "answer",
  ): Promise<void> {
    const buffer = new Uint8Array(64 * 2 ** 10);
    try {
      for (;;) {
        const count = await from.read(buffer);
        if (count === null) return;
        if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
        while (this.#gate !== undefined) await this.#gate.promise;
        const part = what === "answer" ? this.cutWithinBytes : undefined;
        if (part !== undefined && part < count) {
          this.cutWithinBytes = undefined;
          await to.write(buffer.subarray(0, part));
          return;
        }
        for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
      }
    } catch {
      // It was cut.
    }
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
