import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { alertRecord } from "#lib/alert/alert_record.ts";
import { deadLetter } from "#lib/app/dead_letter.ts";
import { decodeJson } from "#lib/bus/codec/json_decoder.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { openBus } from "#lib/bus/open.ts";
import { linkDecoder } from "#lib/capture/link/link_types.ts";
import { UNDECODED_NAMES } from "#lib/capture/link/undecoded.ts";
import { encodeLabel, parseLabels } from "#lib/capture/synthetic/labels.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { parseTime } from "#lib/core/time.ts";
import { FORECAST_STATUS_NAMES } from "#lib/forecast/forecast_batch.ts";
import { parseForecast } from "#lib/forecast/forecast_record.ts";
import { ArtifactFile } from "#lib/model/artifact/file_names.ts";
import { WINDOW_COLUMNS, windowColumns } from "#lib/window/csv.ts";
import { codeBlocks, readFile, tableBelow } from "./read_docs.ts";

const FORMATS = readFile("docs/formats.md");

/** Gives the example below a heading. */
function exampleBelow(heading: string): string {
  return codeBlocks(FORMATS.slice(FORMATS.indexOf(`\n${heading}\n`)), "json")[0];
}

/** Gives the fields that the first column of the table below a heading names. */
function fieldsBelow(heading: string): string[] {
  return tableBelow(FORMATS, heading).flatMap(([cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, field]) => field)
  );
}

/** Decodes the packet records that the page shows. */
function shownRecords(): { readonly lines: string[]; readonly batch: PacketBatch } {
  const lines = codeBlocks(FORMATS, "jsonl")[0].trimEnd().split("\n");
  const batch = new PacketBatch(lines.length, new LinkTable());
  for (const line of lines) assert.equal(decodeJson(line, "eth0", batch, "all"), 1, line);
  return { lines, batch };
}

Deno.test("the JSON records of the page are what the encoder writes", () => {
  const { lines, batch } = shownRecords();
  assert.deepEqual(encodeJson(batch, "packets").map(({ value }) => value), lines);
  const fields = new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))));
  assert.deepEqual(fieldsBelow("## Packet records").toSorted(), [...fields].toSorted());
});

Deno.test("the packed message of the page is what the encoder writes, byte for byte", () => {
  const [message] = encodePacked(shownRecords().batch, "packets");
  const shown = [...FORMATS.matchAll(/^ *(\d+)((?: {1,2}[0-9a-f]{2}){8})/gm)];
  shown.forEach(([, offset], row) => assert.equal(Number(offset), row * 8));
  const bytes = shown.map(([, , hex]) => hex.replaceAll(" ", "")).join("");
  assert.ok(message.value instanceof Uint8Array);
  assert.equal(bytes, message.value.toHex());
});

Deno.test("the forecast of the page is one, and each of its fields is explained", () => {
  const record = parseForecast(exampleBelow("## Forecasts"));
  assert.deepEqual(fieldsBelow("## Forecasts"), fieldsIn(record));
  for (const status of FORECAST_STATUS_NAMES) assert.ok(FORMATS.includes(`\`${status}\``), status);
});

function fieldsIn(record: object): string[] {
  return Object.keys(record);
}

Deno.test("the alert of the page is one, and each of its fields is explained", () => {
  const shown = JSON.parse(exampleBelow("## Alerts"));
  const made = alertRecord(
    shown.link,
    {
      state: shown.state,
      openedAt: parseTime(shown.windowEnd),
      windowEnd: parseTime(shown.windowEnd),
      watermark: parseTime(shown.watermark),
      horizon: 6,
      value: shown.value,
      expectedAt: parseTime(shown.expectedAt),
    },
    shown.threshold,
    shown.forecastId,
  );
  assert.deepEqual(shown, made);
  assert.deepEqual(fieldsBelow("## Alerts"), fieldsIn(made));
});

Deno.test("the dead letter of the page is one, and each of its fields is explained", () => {
  const shown = JSON.parse(exampleBelow("## Dead letters"));
  const { topic, partition, offset, key, reason, payload } = shown;
  const { value } = deadLetter("dead-letters", { topic, partition, offset, key, reason, payload });
  assert.deepEqual(shown, JSON.parse(String(value)));
  assert.deepEqual(fieldsBelow("## Dead letters").toSorted(), fieldsIn(shown).toSorted());
});

Deno.test("the label of the page is one, and each of its fields is explained", () => {
  const shown = JSON.stringify(JSON.parse(exampleBelow("## Labels")));
  assert.deepEqual(parseLabels(shown).map(encodeLabel), [shown]);
  assert.deepEqual(fieldsBelow("## Labels"), fieldsIn(JSON.parse(shown)));
});

Deno.test("the link types of the page are those that are read", () => {
  const listed = tableBelow(FORMATS, "### Link layers")
    .flatMap(([, numbers]) => numbers.split(",").map(Number));
  const read = Array.from({ length: 512 }, (_, type) => type)
    .filter((type) => linkDecoder(type) !== linkDecoder(-1));
  assert.deepEqual(listed.toSorted((a, b) => a - b), read);
});

Deno.test("the reasons of the page are those that packets are counted by", () => {
  const page = FORMATS.slice(FORMATS.indexOf("### Link layers"), FORMATS.indexOf("### Tunnels"));
  const listed = [...page.matchAll(/^\| `(.*?)` /gm)]
    .map(([, name]) => name);
  assert.deepEqual(listed.toSorted(), UNDECODED_NAMES.slice(1).toSorted());
});

Deno.test("the columns of windows and the files of models are those that are written", () => {
  const columns = tableBelow(readFile("docs/windows.md"), "## The columns").map(([name]) => name);
  const measures = tableBelow(readFile("docs/windows.md"), "## TCP measures").map(([name]) => name);
  assert.deepEqual(columns, WINDOW_COLUMNS.map((name) => `\`${name}\``));
  assert.deepEqual(
    [...columns, ...measures],
    windowColumns("tcp").map((name) => `\`${name}\``),
  );
  const files = [...readFile("models/README.md").matchAll(/^\|(.*?)\|/gm)]
    .flatMap(([, cell]) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, file]) => file));
  assert.deepEqual(files.toSorted(), Object.values(ArtifactFile).toSorted());
});

Deno.test("the tables of the log are as the page has them, and its queries run", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "traffic.db");
    {
      await using bus = await openBus(path, { ifMissing: "create" });
      await bus.createTopic("alerts", { partitions: 3, retentionMs: 0, retentionBytes: 0 });
      for (const value of ["first", "second"]) {
        await bus.publish([
          { topic: "alerts", key: "eth0", value },
          { topic: "alerts", key: "eth1", value: "of another link" },
        ]);
      }
    }
    using db = new DatabaseSync(path, { readOnly: true });
    for (const [table, columns] of tableBelow(FORMATS, "## The log")) {
      const name = table.replaceAll("`", "");
      const found = db.prepare(`SELECT name FROM pragma_table_info('${name}')`).all();
      assert.deepEqual(found.map((row) => `\`${row.name}\``).join(", "), columns, name);
    }
    const queries = codeBlocks(FORMATS, "sql").map((sql) => db.prepare(sql).all());
    const [topics, lag, alerts] = queries;
    assert.deepEqual(topics.map(({ partition }) => partition), [0, 1, 2]);
    assert.deepEqual(lag, []);
    assert.deepEqual(alerts.map(({ value }) => value), ["first", "second"]);
    const usage = codeBlocks(readFile("docs/usage.md"), "sh")
      .map((code) => /^sqlite3 "\S+" "([^"]+)"/m.exec(code)?.[1])
      .filter((sql) => sql !== undefined);
    assert.equal(usage.length, 1);
    assert.equal(db.prepare(usage[0]).all().length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
