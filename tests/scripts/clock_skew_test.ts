import assert from "node:assert/strict";
import { startTask } from "../app/tasks.ts";
import { pcap } from "../capture/pcap_bytes.ts";
import { ethernet, ipv4, udp } from "../capture/packet_bytes.ts";
import { packetsOf, textsOf } from "./log_contents.ts";
import { workplace } from "./workplace.ts";

const place = workplace();

const data = ethernet(0x0800, ipv4({ proto: 17, payload: udp(5353, 53) }));

/** A capture of packets that are so many seconds ahead of now. */
function captureAt(aheadS: readonly number[]): Uint8Array {
  const nowS = Math.floor(Date.now() / 1_000);
  return pcap({}, aheadS.map((ahead) => ({ seconds: nowS + ahead, fraction: 0, data })));
}

/** Captures from a pipe and gives the result, and what was said. */
async function fromPipe(bytes: Uint8Array, bus: string, ...args: string[]) {
  const child = startTask(
    "capture",
    ["--input", "-", "--bus", bus, "--format", "json", "--json", ...args],
    { stdin: "piped" },
  );
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(bytes);
  await writer.close();
  const { code, stdout, stderr } = await output;
  const decode = (text: Uint8Array) => new TextDecoder().decode(text);
  assert.equal(code, 0, decode(stderr));
  return {
    result: JSON.parse(decode(stdout).trimEnd().split("\n").at(-1)!),
    said: decode(stderr),
  };
}

Deno.test("capture of a live pipe sets packets of a clock that runs ahead aside, and goes on", async () => {
  const bus = place.path("skewed.db");
  const { result, said } = await fromPipe(captureAt([-2, -1, 86_400, 0, 3_600, 1]), bus);
  assert.deepEqual([result.packets, result.setAside], [4, 2]);
  assert.match(
    said,
    /^warning: 2 packets lay too far ahead of their arrival and are dead letters$/m,
  );
  assert.equal((await packetsOf(bus)).get("stdin")?.length, 4);
  const letters = (await textsOf(bus, "dead-letters")).map((text) => JSON.parse(text));
  assert.deepEqual(letters.map(({ reason, partition }) => [reason, partition]), [
    ["its time lies more than 60 s ahead of its arrival", null],
    ["its time lies more than 60 s ahead of its arrival", null],
  ]);
  // Their times moved nothing: the end says what the packets before it said.
  const end = (await textsOf(bus, "packets")).map((text) => JSON.parse(text))
    .find(({ kind }) => kind === "end");
  assert(end.ts < (Date.now() + 60_000) * 1_000);
});

Deno.test("capture takes packets of the future from a replay, and from a pipe that is none", async () => {
  const bytes = captureAt([86_400, 86_401, 86_402]);
  const piped = await fromPipe(bytes, place.path("future.db"), "--max-clock-skew", "0");
  assert.deepEqual([piped.result.packets, piped.result.setAside], [3, 0]);
  const paced = await fromPipe(bytes, place.path("paced.db"), "--realtime");
  assert.deepEqual([paced.result.packets, paced.result.setAside], [3, 0]);
});
