// `generate --pcap`, and the bus beside it: the same packets, whichever way they take.
import assert from "node:assert/strict";
import { resultOf, runTask } from "../app/tasks.ts";
import { Child } from "./child.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const place = workplace();

/** The windows of a log or a capture, as lines of CSV. */
async function windowsOf(...args: string[]): Promise<string[]> {
  const { stdout, stderr, code } = await runTask("windows", ["--output-format", "csv", ...args]);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split("\n");
}

Deno.test("capture of generate --pcap has the windows that generate puts on the bus", async () => {
  const file = place.path("day.pcapng");
  // An end within a window: a file does not say that nothing more came before a boundary.
  const traffic = [
    ...["--links", "3", "--rate", "60", "--duration", "63s", "--seed", "9", "--speed", "max"],
    ...["--inject", "syn-flood@20s+10s:link-2,outage@40s+12s:link-3"],
  ];
  const [onBus, inFile] = await Promise.all([
    resultOf<Record<string, unknown>>("generate", ["--bus", place.path("bus.db"), ...traffic]),
    resultOf<Record<string, unknown>>("generate", ["--pcap", file, ...traffic]),
  ]);
  for (const key of ["packets", "bytes", "start", "end"]) assert.equal(inFile[key], onBus[key]);
  assert.equal(inFile.messages, 0);

  await resultOf("capture", ["--input", file, "--bus", place.path("captured.db")]);
  const expected = await windowsOf("--bus", place.path("bus.db"));
  assert.ok(expected.length > 3 * 12);
  assert.deepEqual(await windowsOf("--bus", place.path("captured.db")), expected);
});

Deno.test("generate --pcap keeps --snap-length of each packet and all of its length", async () => {
  const [whole, cut] = [place.path("whole.pcapng"), place.path("cut.pcapng")];
  const traffic = ["--packets", "500", "--seed", "2"];
  const results = await Promise.all([
    resultOf<{ bytes: number }>("generate", ["--pcap", whole, ...traffic]),
    resultOf<{ bytes: number }>("generate", ["--pcap", cut, "--snap-length", "96", ...traffic]),
  ]);
  assert.equal(results[0].bytes, results[1].bytes);
  const [wholeBytes, cutBytes] = [whole, cut].map((path) => Deno.statSync(path).size);
  assert.ok(wholeBytes > results[0].bytes && cutBytes < 500 * (96 + 40));
  assert.deepEqual(await windowsOf("--input", cut), await windowsOf("--input", whole));
});

/** Waits until something holds; each look is a turn of the event loop. */
async function holds(condition: () => boolean): Promise<void> {
  for (let look = 0; look < 3_000 && !condition(); look++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(condition());
}

Deno.test("generate --pcap that is stopped leaves a whole file", async () => {
  const file = place.path("stopped.pcapng");
  const args = ["--pcap", file, "--speed", "20", "--duration", "1d", "--rate", "500"];
  await using child = new Child("generate", [...args, "--json"]);
  await child.said(/links from /);
  await holds(() => Deno.statSync(`${file}.partial`).size > 0);
  child.signal("SIGINT");
  const { packets } = await child.result<{ packets: number }>();
  const lines = await windowsOf("--input", file);
  const counted = lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[4]), 0);
  assert.equal(counted, packets);
  const names = [...Deno.readDirSync(place.folder)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.includes("partial")), []);
});

Deno.test("generate --pcap wants an end, and events and profiles that there are", async () => {
  const refusals: [string[], RegExp][] = [
    [["--pcap", place.path("a.pcapng")], /^Cannot use --pcap .* without an end: expected --dur/],
    [["--inject", "syn-flood@1m+1m:link-9"], /^Cannot use --inject on link-9: expected link-1 to/],
    [
      ["--profile", "offce"],
      /^Cannot use --profile "offce": expected one of office, .* no such file/,
    ],
    [["--profile", "home", "--profile", "office"], /^Cannot use --profile home --profile office/],
    [["--inject", "flood@1m+1m"], /^Cannot use --inject "flood@1m\+1m": expected KIND@START/],
  ];
  for (const [args, sentence] of refusals) {
    assertRefused(await runTask("generate", args), { sentence, code: 2 });
  }
  const bounded = ["--bus", place.path("none.db"), "--packets", "1"];
  const failures: [string[], RegExp][] = [
    [["--profile", "gone.csv"], /^Cannot read the series "gone.csv": there is no such file/],
    [["--rate", "1e8"], /^Cannot make so much traffic: with a round-trip time of 40 ms it takes/],
  ];
  for (const [args, sentence] of failures) {
    assertRefused(await runTask("generate", [...bounded, ...args]), { sentence });
  }
});
