import { deepEqual, ok } from "node:assert/strict";
import { basename } from "node:path";
import { askCapinfos } from "../capture/capinfos.ts";
import { everySharedCapture } from "../capture/shared_captures.ts";
import { tsharkMissing } from "../capture/tshark.ts";
import { compareCapture, type Comparison } from "./compare_capture.ts";
import { EXPLAINED } from "./explained_differences.ts";

/** Captures compared at a time, each with a tshark of its own. */
const AT_ONCE = 2;

const captures = everySharedCapture();
const missing = tsharkMissing() ??
  (captures.length === 0 ? "../shared/data/pcap is missing" : undefined);

Deno.test({
  name: `openCapture() reads every capture as capinfos and tshark do, but for what is explained${
    missing ? ` (skipped: ${missing})` : ""
  }`,
  ignore: missing !== undefined,
  fn: async () => {
    const infos = await askCapinfos(captures);
    // The longest first, so that none is left to run alone at the end.
    const queue = captures.map((path) => ({ path, size: Deno.statSync(path).size }))
      .sort((a, b) => a.size - b.size);
    const compared = new Map<string, Comparison>();
    const work = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const { path } = next;
        compared.set(basename(path), await compareCapture(path, infos.get(path)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    deepEqual(differencesOf(compared), expectedDifferences(compared));
    const packets = [...compared.values()].reduce((sum, { packets }) => sum + packets, 0);
    ok(packets > 1_000_000, `${packets} packets of ${compared.size} captures were compared`);
  },
});

/** The captures that differ, each with what differs. */
function differencesOf(compared: ReadonlyMap<string, Comparison>): Record<string, unknown> {
  const entries = [...compared].map(([name, { totals, refused, outer, inner, example }]) =>
    [name, { totals, refused, outer, inner, example }] as const
  );
  const differs = ({ totals, refused, outer, inner }: Partial<Comparison>) =>
    totals!.length > 0 || refused === "we" || refused === "they" || outer !== 0 || inner !== 0;
  return Object.fromEntries(entries.filter(([, comparison]) => differs(comparison)).sort());
}

/** What is explained, with the examples that were found: those show only where all else differs. */
function expectedDifferences(compared: ReadonlyMap<string, Comparison>): Record<string, unknown> {
  const entries = Object.entries(EXPLAINED).map((
    [name, { totals = [], refused = "", outer = 0, inner = 0 }],
  ) => [name, { totals, refused, outer, inner, example: compared.get(name)?.example }] as const);
  return Object.fromEntries(entries.sort());
}
