/**
 * Who takes part in the comparison of capture readers: ours from memory and from a file, a plain
 * loop, and programs that people use for the same.
 * @module
 */

import { join } from "node:path";
import { openCapture } from "#lib/capture/open.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { conversationCapture } from "./conversations.ts";
import { measureFromMemory, readFromMemory } from "./from_memory.ts";
import { plainLoop } from "./plain_loop.ts";

/** One that takes part. */
export interface Reader {
  /** How tables name it. */
  readonly name: string;
  /** Share of the packets that it is given, so that all take about as long. */
  readonly share: number;
  /** Reads a capture of `packets` packets, in memory and as a file; gives the seconds it took. */
  read(bytes: Uint8Array<ArrayBuffer>, path: string, packets: number): Promise<number>;
}

/** The project's folder. */
export const ROOT = join(import.meta.dirname!, "..", "..");
const PEERS = join(ROOT, "bench", "peers");
const BATCH_ROWS = 8_192;

/** Gives all readers; those that are not installed are left out and told of. */
export async function readers(python: string, tell: (line: string) => void): Promise<Reader[]> {
  const batch = new PacketBatch(BATCH_ROWS, new LinkTable());
  const measured = new PacketBatch(BATCH_ROWS, batch.links);
  let conversations: Uint8Array<ArrayBuffer> | undefined;
  const pcapParser = join(PEERS, "pcap_parser");
  const peers = [
    {
      name: "pcap-parser",
      share: 0.05,
      command: ["deno", "run", "-A", "--no-check", "--config", join(pcapParser, "deno.json")]
        .concat(join(pcapParser, "peer.ts")),
      check: ["deno", "--version"],
    },
    {
      name: "tshark, four fields",
      share: 0.05,
      command: ["tshark", "-n", "-T", "fields"]
        .concat(["ip.src", "ip.dst", "tcp.srcport", "tcp.dstport"].flatMap((f) => ["-e", f]), "-r"),
      check: ["tshark", "--version"],
    },
    {
      name: "dpkt",
      share: 0.02,
      command: [python, join(PEERS, "dpkt_peer.py")],
      check: [python, "-c", "import dpkt"],
    },
    {
      name: "scapy",
      share: 0.001,
      command: [python, join(PEERS, "scapy_peer.py")],
      check: [python, "-c", "import scapy"],
    },
  ];
  const found: Reader[] = [
    {
      name: "plain loop, in memory",
      share: 1,
      read: async (bytes, _path, packets) =>
        await timed(packets, () => Promise.resolve(plainLoop(bytes, batch))),
    },
    {
      name: "ours, in memory",
      share: 1,
      read: async (bytes, _path, packets) =>
        await timed(packets, () => readFromMemory(bytes, batch)),
    },
    {
      // On a capture of its own, whose packets belong to connections.
      name: "ours, with TCP measures, in memory",
      share: 0.5,
      read: async (_bytes, _path, packets) => {
        conversations ??= conversationCapture(packets);
        return await timed(packets, () => measureFromMemory(conversations!, measured));
      },
    },
    {
      name: "ours, from a file",
      share: 1,
      read: async (_bytes, path, packets) => await timed(packets, () => readFile(path, batch)),
    },
  ];
  for (const { name, share, command, check } of peers) {
    if (await runs(check)) found.push(program(name, share, command));
    else tell(`${name} is left out: ${check.join(" ")} fails (bench/peers/README.md)`);
  }
  return found;
}

/** A program that takes the file's path and says how many packets it read, in how many seconds. */
function program(name: string, share: number, command: readonly string[]): Reader {
  return {
    name,
    share,
    read: async (_bytes, path, packets) => {
      const start = performance.now();
      const text = await output([...command, path]);
      const seconds = (performance.now() - start) / 1000;
      const lines = text.trimEnd().split("\n");
      // tshark prints a line a packet; the others time themselves, without starting up.
      const [count, own] = lines.length > 1 ? [lines.length, seconds] : lines[0].split(" ");
      if (Number(count) !== packets) throw new Error(`${name} read ${count} of ${packets} packets`);
      return Number(own);
    },
  };
}

async function timed(packets: number, read: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const count = await read();
  if (count !== packets) throw new Error(`${count} of ${packets} packets were read`);
  return (performance.now() - start) / 1000;
}

async function readFile(path: string, batch: PacketBatch): Promise<number> {
  await using source = await openCapture(path);
  while (await source.read(batch) > 0) batch.clear();
  return source.stats.packets;
}

async function output([program, ...args]: readonly string[]): Promise<string> {
  const command = new Deno.Command(program, { args, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

async function runs(command: readonly string[]): Promise<boolean> {
  try {
    await output(command);
    return true;
  } catch {
    return false;
  }
}
