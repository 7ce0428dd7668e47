import assert from "node:assert/strict";
import { openBus } from "#lib/bus/open.ts";
import { openCapture } from "#lib/capture/open.ts";
import { UserError } from "#lib/core/errors.ts";
import { readRows } from "../capture/read_rows.ts";
import { resultOf, startTask } from "../app/tasks.ts";
import { captureBytes } from "./capture_file.ts";
import { Child } from "./child.ts";
import { packetsOf, textsInOrder, textsOf } from "./log_contents.ts";
import { assertSamePackets } from "./same_packets.ts";
import { workplace } from "./workplace.ts";

const place = workplace();

/** Writes a capture to a file. */
async function write(name: string, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(place.path(name), bytes);
  return place.path(name);
}

/** The packets of a capture file, as the reader gives them. */
async function rowsIn(path: string) {
  await using source = await openCapture(path);
  return await readRows(source);
}

Deno.test("capture writes every packet of a file in order, whatever the format of the records", async () => {
  const file = await write("link-a.pcap", captureBytes({ packets: 3_000, gapSeconds: 0.02 }));
  const expected = await rowsIn(file);
  assert.equal(expected.length, 3_000);
  await Promise.all(["json", "packed"].map(async (format) => {
    const bus = place.path(`${format}.db`);
    const args = ["--input", file, "--bus", bus, "--format", format];
    const { packets } = await resultOf<{ packets: number }>("capture", args);
    assert.equal(packets, 3_000);
    assertSamePackets(await packetsOf(bus), "link-a", expected);
  }));
});

Deno.test("capture of a pipe, written in pieces, is that of the file", async () => {
  const bytes = captureBytes({ packets: 2_000, gapSeconds: 0.02 });
  const file = await write("stdin.pcap", bytes); // the name that a pipe's link has
  const fromPipe = place.path("pipe.db");
  const child = startTask("capture", ["--input", "-", "--bus", fromPipe, "--json"], {
    stdin: "piped",
  });
  const output = child.output();
  const writer = child.stdin.getWriter();
  for (let at = 0; at < bytes.length; at += 10_007) {
    await writer.write(bytes.slice(at, at + 10_007));
  }
  await writer.close();
  assert.equal((await output).code, 0);
  assertSamePackets(await packetsOf(fromPipe), "stdin", await rowsIn(file));
});

Deno.test({
  name: "capture takes a pipe that has a path for a pipe",
  ignore: Deno.build.os === "windows", // which has none
  fn: async () => {
    const bytes = captureBytes({ packets: 500, gapSeconds: 0.02 });
    const pipe = place.path("named-pipe");
    assert.equal((await new Deno.Command("mkfifo", { args: [pipe] }).output()).code, 0);
    const bus = place.path("named-pipe.db");
    const capture = resultOf<{ packets: number }>("capture", ["--input", pipe, "--bus", bus]);
    await Deno.writeFile(pipe, bytes, { create: false });
    assert.equal((await capture).packets, 500);
    const expected = await rowsIn(await write("named-pipe.pcap", bytes));
    assertSamePackets(await packetsOf(bus), "named-pipe", expected);
  },
});

Deno.test("capture names the link as it is told, and each link has a position of its own", async () => {
  const file = await write("named.pcap", captureBytes({ packets: 50, gapSeconds: 0.1 }));
  const bus = place.path("named.db");
  for (const link of ["uplink", "downlink"]) {
    await resultOf("capture", ["--input", file, "--bus", bus, "--link", link]);
  }
  const again = await resultOf<Record<string, number>>("capture", [
    ...["--input", file, "--bus", bus, "--link", "uplink"],
  ]);
  assert.deepEqual([again.packets, again.skipped], [0, 50]);
  const links = await packetsOf(bus);
  assert.deepEqual([...links.keys()].toSorted(), ["downlink", "uplink"]);
  assert.ok([...links.values()].every((rows) => rows.length === 50));
});

Deno.test({
  name: "capture killed with -9 again and again loses no packet and doubles none",
  ignore: Deno.build.os === "windows", // whose kill is no SIGKILL
  fn: async () => {
    const packets = 30_000;
    const file = await write("killed.pcap", captureBytes({ packets, gapSeconds: 0.001 }));
    const bus = place.path("killed.db");
    const args = ["--input", file, "--bus", bus, "--format", "json", "--json"];
    let kills = 0;
    for (const share of [0.05, 0.3, 0.35, 0.8]) {
      await using child = new Child("capture", args);
      while (!child.hasEnded && await messageCount(bus) < share * packets) await nextTurn();
      if (!child.hasEnded) kills++;
    }
    assert.ok(kills > 0);
    await resultOf("capture", args);
    assertSamePackets(await packetsOf(bus), "killed", await rowsIn(file));
    // A kill repeats ticks at most, and the end where it came right behind that: nothing but ends
    // follows the first of them.
    const texts = await textsInOrder(bus, "packets");
    const isEnd = (text: string) => text.includes('"kind":"end"');
    const first = texts.findIndex(isEnd);
    assert.ok(first > 0 && texts.slice(first).every(isEnd));
  },
});

Deno.test("two processes that publish one file do not double it", async () => {
  const file = await write("twice.pcap", captureBytes({ packets: 20_000, gapSeconds: 0.001 }));
  const bus = place.path("twice.db");
  const args = ["--input", file, "--bus", bus, "--json"];
  const runs = await Promise.all([0, 1].map(() => new Child("capture", args).end()));
  assert.ok(runs.some(({ code }) => code === 0));
  for (const { code, stderr } of runs) {
    if (code !== 0) {
      assert.match(stderr, /^error: Cannot publish ".*": another process is publishing/m);
    }
  }
  assert.equal((await packetsOf(bus)).get("twice")?.length, 20_000);
});

Deno.test("capture --realtime takes as long as the capture, and the same packets come out", async () => {
  const bytes = captureBytes({ packets: 12, gapSeconds: 0.06 });
  const file = await write("slow.pcap", bytes);
  const bus = place.path("slow.db");
  const { packets, seconds } = await resultOf<Record<string, number>>("capture", [
    ...["--input", file, "--bus", bus, "--realtime"],
  ]);
  const expected = await rowsIn(file);
  assert.equal(packets, 12);
  const spanUs = Math.max(...expected.map(({ ts }) => ts)) - expected[0].ts;
  assert.ok(seconds >= spanUs / 1e6, `${seconds} s for ${spanUs} µs`);
  assertSamePackets(await packetsOf(bus), "slow", expected);
});

Deno.test({
  name: "capture --realtime that is stopped says what it published, and goes on there",
  ignore: Deno.build.os === "windows", // which has no SIGTERM
  fn: async () => {
    const bytes = captureBytes({ packets: 40, gapSeconds: 10 });
    const file = await write("stopped.pcap", bytes);
    const bus = place.path("stopped.db");
    const args = ["--input", file, "--bus", bus];
    await using child = new Child("capture", [...args, "--realtime", "--json"]);
    while (await messageCount(bus) === 0) await nextTurn();
    child.signal("SIGTERM");
    const { packets } = await child.result<{ packets: number }>();
    const published = (await packetsOf(bus)).get("stopped")!.length;
    assert.ok(packets < 40, "the rest was read ahead only");
    assert.equal(packets, published);
    const rest = await resultOf<Record<string, number>>("capture", args);
    assert.deepEqual([rest.packets, rest.skipped], [40 - published, published]);
    assertSamePackets(await packetsOf(bus), "stopped", await rowsIn(file));
  },
});

Deno.test("capture speaks for the silence of its links", async () => {
  const file = await write(
    "silent.pcap",
    captureBytes({ packets: 100, gapSeconds: 0.1, silence: { after: 0.5, seconds: 62 } }),
  );
  const bus = place.path("silent.db");
  await resultOf("capture", ["--input", file, "--bus", bus, "--format", "json"]);
  const kinds = (await textsOf(bus, "packets")).map((text) => JSON.parse(text).kind ?? "packet");
  const count = (kind: string) => kinds.filter((own) => own === kind).length;
  assert.deepEqual([count("packet"), count("end")], [100, 1]);
  assert.ok(count("tick") >= 11 && count("tick") <= 13, `${count("tick")} ticks`);
});

/** Counts the messages of packets in a log that may not be there yet. */
async function messageCount(bus: string): Promise<number> {
  try {
    await using log = await openBus(bus, { ifMissing: "fail" });
    const { partitions = [] } = await log.describeTopic("packets") ?? {};
    return partitions.reduce((sum, { earliest, latest }) => sum + latest - earliest, 0);
  } catch (error) {
    if (error instanceof UserError) return 0;
    throw error;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
