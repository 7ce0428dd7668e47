import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { LinkTable } from "#lib/core/link_table.ts";
import { csvChunks } from "#lib/window/csv.ts";
import { parquetBytes } from "#lib/window/parquet.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";

const HEADER = "link,window_start,total_bytes,avg_packet_size,packet_count," +
  "avg_inter_arrival_time,protocol_encoded,partial\n";

/** Three windows: of packets, of silence, of one packet. */
function sample(): { windows: WindowBatch; links: LinkTable } {
  const links = new LinkTable();
  const windows = new WindowBatch();
  const add = (link: string, start: number, packets: number, bytes: number, partial: number) => {
    const row = windows.addRow();
    windows.link[row] = links.intern(link);
    windows.start[row] = start;
    windows.packetCount[row] = packets;
    windows.totalBytes[row] = bytes;
    windows.first[row] = packets === 0 ? NaN : start + 1;
    windows.last[row] = packets === 0 ? NaN : start + 1_000_001;
    windows.protocol[row] = packets === 0 ? 0 : 2;
    windows.partial[row] = partial;
  };
  add("eth0", 1_740_816_000_000_000, 5, 301, 1);
  add("eth0", 1_740_816_005_000_000, 0, 0, 0);
  add('lab "A",\nrack 2', 1_740_816_000_250_000, 1, 60, 1);
  return { windows, links };
}

Deno.test("csvChunks() writes the header, then rows as users know them", () => {
  const { windows, links } = sample();
  assert.equal(
    [...csvChunks(windows, links)].join(""),
    HEADER +
      "eth0,2025-03-01T08:00:00Z,301,60.2,5,0.25,2,true\n" +
      "eth0,2025-03-01T08:00:05Z,0,0,0,0,0,false\n" +
      '"lab ""A"",\nrack 2",2025-03-01T08:00:00.250000Z,60,60,1,0,2,true\n',
  );
});

Deno.test("csvChunks() writes many rows in several chunks, none cut", () => {
  const links = new LinkTable();
  links.intern("eth0");
  const windows = new WindowBatch();
  for (let k = 0; k < 2_500; k++) windows.start[windows.addRow()] = k * 5e6;
  const chunks = [...csvChunks(windows, links)];
  assert.equal(chunks.length, 4);
  assert.ok(chunks.every((chunk) => chunk.endsWith("\n")));
  assert.equal(chunks.join("").split("\n").length, 2_502);
});

Deno.test("csvChunks() of no windows is the header alone", () => {
  assert.equal([...csvChunks(new WindowBatch(), new LinkTable())].join(""), HEADER);
});

Deno.test("parquetBytes() holds the same columns, which Polars reads back", () => {
  const { windows, links } = sample();
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/windows.parquet`;
  Deno.writeFileSync(path, parquetBytes(windows, links));
  const frame = pl.readParquet(path);
  assert.equal(frame.columns.join(",") + "\n", HEADER);
  assert.deepEqual(frame.getColumn("link").toArray(), ["eth0", "eth0", 'lab "A",\nrack 2']);
  assert.deepEqual(frame.getColumn("packet_count").cast(pl.Float64).toArray(), [5, 0, 1]);
  assert.deepEqual(frame.getColumn("total_bytes").cast(pl.Float64).toArray(), [301, 0, 60]);
  assert.deepEqual(frame.getColumn("avg_inter_arrival_time").toArray(), [0.25, 0, 0]);
  assert.deepEqual(frame.getColumn("protocol_encoded").toArray(), [2, 0, 2]);
  assert.deepEqual(frame.getColumn("partial").toArray(), [true, false, true]);
  const micros = frame.getColumn("window_start").cast(pl.Int64).cast(pl.Float64).toArray();
  assert.deepEqual(micros, [1_740_816_000_000_000, 1_740_816_005_000_000, 1_740_816_000_250_000]);
  assert.match(String(frame.select("window_start").dtypes[0]), /Datetime/);
  Deno.removeSync(folder, { recursive: true });
});
