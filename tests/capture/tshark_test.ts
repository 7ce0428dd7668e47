import { basename } from "node:path";
import { compareWithTshark } from "./compare_with_tshark.ts";
import { sharedCaptures } from "./shared_captures.ts";
import { tsharkMissing } from "./tshark.ts";

/** Long captures that tshark reads within a second or two; `tshark_full_test.ts` has all. */
const CHOSEN = [
  "ics_beckoffiplink.pcapng.gz",
  "ics_wincc_s400_production.pcap",
  "malcolm_hartip.pcap",
  "modbus_moving_two_files_modbus_6RTU.pcap.gz",
  "ndpi_gnutella.pcap.gz",
  "qut_s7_conveyor_on_flooding_hmi.pcap.gz",
];

const chosen = sharedCaptures("long").filter((path) => CHOSEN.includes(basename(path)));
const missing = tsharkMissing() ?? (chosen.length === 0 ? "../shared/data is missing" : undefined);

Deno.test({
  name: `openCapture() reads long captures as tshark does${
    missing ? ` (skipped: ${missing})` : ""
  }`,
  ignore: missing !== undefined,
  fn: async (test) => {
    for (const path of chosen) await test.step(basename(path), () => compareWithTshark(path));
  },
});
