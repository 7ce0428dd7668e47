import { basename } from "node:path";
import { compareWithTshark } from "./compare_with_tshark.ts";
import { sharedCaptures } from "./shared_captures.ts";
import { tsharkMissing } from "./tshark.ts";

/** All long captures: minutes, for a change of the readers. */
const isAsked = Deno.env.get("TRAFFIC_FULL") === "1";
const captures = sharedCaptures("long");
const skipped = isAsked
  ? tsharkMissing() ?? (captures.length === 0 ? "skipped: ../shared/data is missing" : undefined)
  : "skipped: takes minutes, run with TRAFFIC_FULL=1";

Deno.test({
  name: `openCapture() reads every long capture as tshark does${skipped ? ` (${skipped})` : ""}`,
  ignore: skipped !== undefined,
  fn: async (test) => {
    for (const path of captures) await test.step(basename(path), () => compareWithTshark(path));
  },
});
