import { deepEqual, ok } from "node:assert/strict";
import { basename } from "node:path";
import { openCapture } from "#lib/capture/open.ts";
import { readRows } from "./read_rows.ts";
import { sharedCaptures } from "./shared_captures.ts";
import { tsharkMissing } from "./tshark.ts";

/** What capinfos says about one capture. */
interface Info {
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
  /** µs, floored; `undefined` where a packet has no time. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** One file has a packet whose fraction is 4,293,828,204 µs: it is added to the seconds here, and
 * taken for negative by capinfos. */
const FRACTION_BEYOND_SECOND = "Malcolm-Test-Artifacts__protocols_RADIUS.pcap";

async function askCapinfos(paths: readonly string[]): Promise<Info[]> {
  const args = ["-TmrQ", "-E", "-c", "-d", "-a", "-e", "-S", ...paths];
  const command = new Deno.Command("capinfos", { args, stdout: "piped", stderr: "null" });
  const text = new TextDecoder().decode((await command.output()).stdout);
  return text.split("\n").filter((line) => line.includes(',"ether",')).map((line) => {
    const [path, , packets, bytes, first, last] = line.slice(1, -1).split('","');
    return {
      name: path,
      packets: Number(packets),
      bytes: Number(bytes),
      first: micros(first),
      last: micros(last),
    };
  });
}

function micros(time: string): number | undefined {
  const match = /^(\d+)\.(\d{6})\d*$/.exec(time);
  return match === null ? undefined : Number(BigInt(match[1] + match[2]));
}

async function readInfo(path: string, { first, last }: Info): Promise<Info> {
  await using source = await openCapture(path);
  const times = (await readRows(source)).map(({ ts }) => ts);
  const extreme = (pick: (a: number, b: number) => number) =>
    times.reduce((a, b) => pick(a, b), times[0]);
  return {
    name: path,
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
    const infos = await askCapinfos(captures);
    ok(infos.length > 100, `capinfos knows ${infos.length} Ethernet captures`);
    for (const info of infos) {
      const last = basename(info.name) === FRACTION_BEYOND_SECOND ? undefined : info.last;
      const expected = { ...info, last };
      deepEqual(await readInfo(info.name, expected), expected);
    }
  },
});
