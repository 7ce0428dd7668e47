import assert from "node:assert/strict";
import { resultOf, runTask, startTask } from "../app/tasks.ts";
import { captureBytes, HEADER_BYTES, PACKET_BYTES } from "./capture_file.ts";
import { packetCount } from "./log_contents.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const place = workplace();
const READERS = ["capture", "windows", "train"];

/** Runs what reads captures on this one, and asserts that it is refused. */
async function refuseCapture(path: string, sentence: RegExp): Promise<void> {
  const more: Record<string, string[]> = {
    capture: ["--bus", place.path("never.db")],
    train: ["--model", place.path("never")],
  };
  await Promise.all(READERS.map(async (name) => {
    const args = ["--input", path, ...more[name] ?? []];
    assertRefused(await runTask(name, args), { sentence });
  }));
}

Deno.test("what is no capture is refused by what it is, and makes no log", async () => {
  const text = place.path("notes.pcap");
  await Deno.writeTextFile(text, "a text under the name of a capture");
  const empty = place.path("empty.pcap");
  await Deno.writeFile(empty, new Uint8Array());
  await refuseCapture(
    text,
    /^Cannot read ".*notes\.pcap": it is no capture; expected pcap, pcapn/,
  );
  await refuseCapture(
    empty,
    /^Cannot read ".*empty\.pcap": it is empty; expected pcap, pcapng, snoop/,
  );
  await refuseCapture(
    place.path("none"),
    /^Cannot read ".*none": there is no such file; check the/,
  );
  assert.throws(() => Deno.statSync(place.path("never.db")), Deno.errors.NotFound);
});

Deno.test("a pipe that is closed at once is said to be empty", async () => {
  const { code, stdout, stderr } = await startTask("capture", [
    ...["--input", "-", "--bus", place.path("never.db")],
  ]).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertRefused({ code, stdout: decode(stdout), stderr: decode(stderr) }, {
    sentence: /^Cannot read standard input: it is empty; expected pcap, pcapng, snoop/,
  });
});

Deno.test("a cut capture gives the packets before the cut, and one sentence on it", async () => {
  const whole = captureBytes({ packets: 60, gapSeconds: 0.5 });
  const cut = place.path("cut.pcap");
  await Deno.writeFile(cut, whole.subarray(0, HEADER_BYTES + 40 * PACKET_BYTES + 30));
  const sentence =
    /^warning: ".*cut\.pcap" is damaged at byte \d+, packet 41: the input ends after 3/m;

  const log = place.path("cut.db");
  const capture = await runTask("capture", ["--input", cut, "--bus", log]);
  assert.equal(capture.code, 0);
  assert.match(capture.stderr, sentence);
  assert.equal(await packetCount(log), 40);

  const windows = await runTask("windows", ["--input", cut, "--json"]);
  assert.match(windows.stderr, sentence);
  assert.equal(JSON.parse(windows.stdout.trimEnd().split("\n").at(-1)!).packets, 40);

  // Once the rest is there, as of a capture that is still being written, it goes on behind it.
  await Deno.writeFile(cut, whole);
  const rest = await resultOf<Record<string, unknown>>("capture", ["--input", cut, "--bus", log]);
  assert.deepEqual([rest.packets, rest.skipped, rest.damage], [20, 40, null]);
  assert.equal(await packetCount(log), 60);
});

Deno.test("a capture without packets is one: capture does nothing, windows says so", async () => {
  const path = place.path("header.pcap");
  await Deno.writeFile(path, captureBytes({ packets: 0, gapSeconds: 1 }));
  const bus = place.path("header.db");
  const { packets } = await resultOf<{ packets: number }>("capture", [
    ...["--input", path, "--bus", bus],
  ]);
  assert.equal(packets, 0);
  const windows = await runTask("windows", ["--input", path]);
  assertRefused(windows, { sentence: `Cannot make windows of ${path}: there is no packet in it` });
});
