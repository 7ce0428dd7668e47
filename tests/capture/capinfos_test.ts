import { deepEqual, ok } from "node:assert/strict";
import { basename } from "node:path";
import { openCapture } from "#lib/capture/open.ts";
import { askCapinfos, type Totals } from "./capinfos.ts";
import { readRows } from "./read_rows.ts";
import { sharedCaptures } from "./shared_captures.ts";
import { tsharkMissing } from "./tshark.ts";

/** One file has a packet whose fraction is 4,293,828,204 µs: it is added to the seconds here, and
 * taken for negative by capinfos. */
const FRACTION_BEYOND_SECOND = "Malcolm-Test-Artifacts__protocols_RADIUS.pcap";

async function readTotals(path: string, { first, last }: Totals): Promise<Totals> {
  await using source = await openCapture(path);
  const times = (await readRows(source)).map(({ ts }) => ts);
  const extreme = (pick: (a: number, b: number) => number) =>
    times.reduce((a, b) => pick(a, b), times[0]);
  return {
    packets: source.stats.packets,
    bytes: source.stats.bytes,
    first: first === undefined ? undefined : extreme(Math.min),
    last: last === undefined ? undefined : extreme(Math.max),
  };
}

const captures = [...sharedCaptures("formats"), ...sharedCaptures("long")];
const missing = tsharkMissing() ??
  (captures.length === 0 ? "../shared/data is missing" : undefined);

Deno.test({
  name: `openCapture() counts packets, bytes and time of Ethernet captures as capinfos does${
    missing ? ` (skipped: ${missing})` : ""
  }`,
  ignore: missing !== undefined,
  fn: async () => {
    const infos = [...await askCapinfos(captures)]
      .filter(([, { encapsulation }]) => encapsulation === "ether");
    ok(infos.length > 100, `capinfos knows ${infos.length} Ethernet captures`);
    for (const [path, { packets, bytes, first, last }] of infos) {
      const isLastWrong = basename(path) === FRACTION_BEYOND_SECOND;
      const expected = { packets, bytes, first, last: isLastWrong ? undefined : last };
      deepEqual(await readTotals(path, expected), expected, path);
    }
  },
});
