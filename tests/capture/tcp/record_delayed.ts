/**
 * Records connections over a path of known delays with tcpdump.
 * @module
 */

import { DelayingTunnel, FAR, INTERFACE, NEAR } from "./delaying_tunnel.ts";

const PORT = 7_777;
const MESSAGES = 10;
const TRANSFER_BYTES = 60_000;

/**
 * Talks over a delayed path and writes what passed its interface, headers only, to a capture: a
 * connection of questions and answers, and one that transfers a file.
 * @throws {Error} with the reason, where this machine does not let us
 */
export async function recordDelayed(
  path: string,
  delays: { readonly toServerMs: number; readonly toClientMs: number },
): Promise<void> {
  await using _tunnel = await DelayingTunnel.up({ port: PORT, ...delays });
  await using dump = await startTcpdump(path);
  using listener = Deno.listen({ hostname: NEAR, port: PORT });
  const serving = serve(listener);
  {
    using connection = await Deno.connect({ hostname: FAR, port: PORT });
    const message = new Uint8Array(200);
    for (let k = 0; k < MESSAGES; k++) {
      await connection.write(message);
      await receive(connection, message.length);
    }
  }
  {
    using connection = await Deno.connect({ hostname: FAR, port: PORT });
    const data = new Uint8Array(TRANSFER_BYTES);
    for (let at = 0; at < data.length;) at += await connection.write(data.subarray(at));
    await receive(connection, data.length);
  }
  await serving;
  await dump.finish(2 * (delays.toServerMs + delays.toClientMs));
}

/** Sends back what two connections say. */
async function serve(listener: Deno.Listener): Promise<void> {
  for (let k = 0; k < 2; k++) {
    using connection = await listener.accept();
    await connection.readable.pipeTo(connection.writable).catch(() => {});
  }
}

async function receive(connection: Deno.Conn, sizeBytes: number): Promise<void> {
  const buffer = new Uint8Array(65_536);
  for (let left = sizeBytes; left > 0;) {
    const size = await connection.read(buffer);
    if (size === null) throw new Error("the server hung up");
    left -= size;
  }
}

async function startTcpdump(path: string) {
  const args = ["-i", INTERFACE, "-n", "-U", "-s", "80", "-B", "4096", "-w", path, "tcp"];
  const child = new Deno.Command("tcpdump", { args, stdout: "null", stderr: "piped" }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let said = ""; !said.includes("listening on");) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`tcpdump does not listen: ${said.trim()}`);
    said += value;
  }
  const drained = (async () => {
    while (!(await reader.read()).done);
  })();
  const stop = async () => {
    try {
      child.kill("SIGINT");
    } catch {
      // It has ended.
    }
    await Promise.all([child.status, drained]);
  };
  return {
    /** Waits for what is under way, then ends the capture. */
    async finish(waitMs: number): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await stop();
    },
    [Symbol.asyncDispose]: stop,
  };
}
