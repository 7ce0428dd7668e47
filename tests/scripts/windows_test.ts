import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { formatTime, parseTime } from "#lib/core/time.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { captureBytes, HEADER_BYTES, PACKET_BYTES } from "./capture_file.ts";
import { workplace } from "./workplace.ts";

const BASIC_HEADER = "link,window_start,total_bytes,avg_packet_size,packet_count," +
  "avg_inter_arrival_time,protocol_encoded,partial";
const HEADER = `${BASIC_HEADER},rtt_mean_ms,rtt_min_ms,rtt_samples,retransmissions,new_flows,` +
  "syn_count,rst_count,distinct_sources,distinct_destination_ports";

const place = workplace();

/** Gives the CSV of a command line, by its lines. */
async function csv(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runTask("windows", ["--output-format", "csv", ...args]);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split("\n");
}

/** A capture with a silence of a minute, on the bus too. */
async function captured(name: string, silenceSeconds: number) {
  const input = place.path(`${name}.pcap`);
  const bus = place.path(`${name}.db`);
  const silence = { after: 0.4, seconds: silenceSeconds };
  await Deno.writeFile(input, captureBytes({ packets: 400, gapSeconds: 0.2, silence }));
  await resultOf("capture", ["--input", input, "--bus", bus]);
  return { input, bus };
}

Deno.test("windows of a capture are those of the bus that it went to, silences and all", async () => {
  const { input, bus } = await captured("both", 190);
  for (const window of ["5s", "1s", "1m"]) {
    const fromFile = await csv("--input", input, "--window", window);
    assert.equal(fromFile[0], HEADER);
    assert.ok(fromFile.length > 4);
    assert.deepEqual(await csv("--bus", bus, "--window", window), fromFile, window);
  }
});

Deno.test("windows of two captures of a link hold nothing of the time between them", async () => {
  const [first, second] = [place.path("first.pcap"), place.path("second.pcap")];
  const early = captureBytes({ packets: 300, gapSeconds: 0.2 });
  const late = early.slice();
  const view = new DataView(late.buffer);
  for (let at = HEADER_BYTES; at < late.length; at += PACKET_BYTES) {
    view.setUint32(at, view.getUint32(at, true) + 86_400, true);
  }
  await Deno.writeFile(first, early);
  await Deno.writeFile(second, late);
  const alone = (await csv("--input", first, "--link", "eth0")).slice(1);
  const both = await csv("--input", second, "--input", first, "--link", "eth0");
  const nextDay = (line: string) =>
    line.replace(/20[^,]+Z/, (time) => formatTime(parseTime(time) + 86_400e6));
  assert.ok(alone.length > 10);
  assert.deepEqual(both.slice(1), [...alone, ...alone.map(nextDay)]);
});

Deno.test("windows of the bus drop what is late, those of a capture nothing", async () => {
  const { input, bus } = await captured("late", 60);
  const exact = ["--out-of-orderness", "0"];
  const { stdout, stderr } = await runTask("windows", ["--bus", bus, ...exact, "--json"]);
  const late = Number(/^(\d+) packets came too late/m.exec(stderr)?.[1]);
  assert.ok(late > 0);
  const count = (lines: string[]) =>
    lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[4]), 0);
  assert.equal(count(await csv("--bus", bus, ...exact)), 400 - late);
  assert.equal(count(await csv("--input", input, ...exact)), 400);
  const { packets } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assert.equal(packets, 400, "what was read");
});

Deno.test("the CSV, the Parquet file and the table hold the same windows", async () => {
  const bus = ["--bus", await place.log()];
  const lines = await csv(...bus);
  const [csvFile, parquet] = [place.path("a.csv"), place.path("a.parquet")];
  const result = await resultOf<Record<string, unknown>>("windows", [...bus, "--out", csvFile]);
  assert.deepEqual(result, { windows: 144, links: 2, packets: result.packets, out: csvFile });
  assert.equal(await Deno.readTextFile(csvFile), `${lines.join("\n")}\n`);

  await resultOf("windows", [...bus, "--out", parquet]);
  const frame = pl.readParquet(parquet);
  assert.deepEqual(frame.columns, HEADER.split(","));
  const numbers = (name: string) => frame.getColumn(name).cast(pl.Float64).toArray();
  const start = frame.getColumn("window_start").cast(pl.Int64).cast(pl.Float64).toArray();
  const columns = [
    frame.getColumn("link").toArray(),
    start.map((ts) => formatTime(Number(ts))),
    ...HEADER.split(",").slice(2, 7).map(numbers),
    frame.getColumn("partial").toArray(),
    ...HEADER.split(",").slice(8).map(numbers),
  ];
  const rows = start.map((_, row) => columns.map((column) => String(column[row] ?? "")).join(","));
  assert.deepEqual([HEADER, ...rows], lines);

  const table = place.path("a.txt");
  await resultOf("windows", [...bus, "--out", table, "--output-format", "table"]);
  const shown = (await Deno.readTextFile(table)).trimEnd().split("\n").slice(2);
  assert.equal(shown.length, 144);
  shown.forEach((line, row) => {
    const cells = lines[row + 1].split(",");
    const [link, ts, bytes, , count] = line.split(/ {2,}/);
    assert.deepEqual([link, ts, bytes.replaceAll(",", ""), count], [
      ...[cells[0], formatTime(parseTime(cells[1])), cells[2], cells[4]],
    ]);
  });
});

Deno.test("measures of a capture come through the bus; --measures basic leaves them out", async () => {
  const input = new URL("../capture/tcp/golden/delayed.pcap", import.meta.url).pathname;
  const bus = place.path("measures.db");
  const { flows } = await resultOf<{ flows: Record<string, number> }>("capture", [
    ...["--input", input, "--bus", bus],
  ]);
  const fromFile = await csv("--input", input);
  assert.deepEqual(await csv("--bus", bus), fromFile);
  const sum = (column: number) =>
    fromFile.slice(1).reduce((total, line) => total + Number(line.split(",")[column]), 0);
  assert.deepEqual([sum(10), sum(11), sum(12)], [
    flows.rttSamples,
    flows.retransmissions,
    flows.flows,
  ]);
  assert.ok(flows.rttSamples > 0);
  const basic = await csv("--input", input, "--measures", "basic");
  assert.equal(basic[0], BASIC_HEADER);
  assert.deepEqual(basic, fromFile.map((line) => line.split(",").slice(0, 8).join(",")));
  const bare = place.path("bare.db");
  await resultOf("capture", ["--input", input, "--bus", bare, "--measures", "basic"]);
  const cells = (await csv("--bus", bare)).slice(1).map((line) => line.split(","));
  const full = fromFile.slice(1).map((line) => line.split(","));
  for (const [row, line] of cells.entries()) {
    assert.deepEqual(line.slice(8, 13), ["", "", "0", "0", "0"]);
    assert.deepEqual(line.slice(13), full[row].slice(13), "what needs no flows");
  }
});

Deno.test("windows of captures are in the order of the links' names, whatever that of the files", async () => {
  const inputs = ["uplink", "backbone"].map((name) => place.path(`${name}.pcap`));
  for (const input of inputs) {
    await Deno.writeFile(input, captureBytes({ packets: 50, gapSeconds: 0.2 }));
  }
  const [there, back] = await Promise.all(
    [inputs, inputs.toReversed()].map((files) =>
      csv(...files.flatMap((file) => ["--input", file]))
    ),
  );
  assert.match(there[1], /^backbone,/);
  assert.match(there.at(-1)!, /^uplink,/);
  assert.deepEqual(back, there);
});

Deno.test("windows of captures say what was not read, and which flows were forgotten", async () => {
  const folder = new URL("../capture/golden/", import.meta.url).pathname;
  const golden = ["not_ip.pcap", "pcapng_statistics.pcapng"].flatMap((name) => [
    ...["--input", `${folder}${name}`],
  ]);
  const { stderr } = await runTask("windows", golden);
  assert.match(stderr, /^\d+ packets not read in full: not IP$/m);
  assert.match(stderr, /^warning: \d+ packets were dropped before they were captured$/m);
  const many = place.path("many.pcapng");
  await resultOf("generate", ["--pcap", many, "--duration", "30s", "--rate", "100"]);
  const forgotten = /flows were forgotten before they were over/;
  assert.match((await runTask("windows", ["--input", many, "--max-flows", "8"])).stderr, forgotten);
  assert.doesNotMatch((await runTask("windows", ["--input", many])).stderr, forgotten);
});

Deno.test("the table on a terminal is cut, and says so; the newest messages are read first", async () => {
  const bus = ["--bus", await place.log()];
  const { stdout } = await runTask("windows", bus);
  assert.match(stdout, /\n… 44 more; write all with --out FILE\n$/);
  const newest = await csv(...bus, "--max-messages", "200");
  const all = await csv(...bus);
  assert.ok(newest.length < all.length);
  for (const link of ["link-1", "link-2"]) {
    const last = (lines: string[]) => lines.filter((line) => line.startsWith(link)).at(-1);
    assert.equal(last(newest), last(all));
  }
});

Deno.test("windows of a stretch of the log are bounded by the time of appending", async () => {
  const bus = ["--bus", await place.log()];
  const all = await csv(...bus);
  assert.deepEqual(await csv(...bus, "--from", "1h", "--until", "0"), all);
  for (const none of [["--until", "2025-01-01T00:00:00Z"], ["--from", "0"]]) {
    const { code, stderr } = await runTask("windows", [...bus, ...none]);
    assert.equal(code, 1);
    assert.match(stderr, /no packet was read; .* widen --max-messages, --from or --until$/m);
  }
});

Deno.test("windows of several captures are those of each, link by link", async () => {
  const { input: a } = await captured("one", 30);
  const { input: b } = await captured("two", 10);
  const [, ...apart] = [...await csv("--input", a), ...(await csv("--input", b)).slice(1)];
  assert.deepEqual((await csv("--input", a, "--input", b)).slice(1), apart);
  const renamed = await csv("--input", a, "--link", 'rack "7", left');
  assert.match(renamed[1], /^"rack ""7"", left",/);
});
