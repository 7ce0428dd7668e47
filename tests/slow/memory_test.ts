import { join } from "node:path";
import {
  CAN_WATCH,
  checkMemory,
  MOST_MB,
  smallModel,
  writeBacklog,
} from "../memory/watched_infer.ts";

/** 50 million where there is time for it: TRAFFIC_FULL=1. */
const PACKETS = Deno.env.get("TRAFFIC_FULL") === "1" ? 50_000_000 : 15_000_000;

Deno.test({
  name: `infer holds less than ${MOST_MB} MB, and no more at the end of a backlog than at its ` +
    `beginning` + (CAN_WATCH ? "" : ": memory is read from /proc, which only Linux has"),
  ignore: !CAN_WATCH,
  fn: async (t) => {
    const dir = await Deno.makeTempDir({ prefix: "traffic-memory-" });
    try {
      const model = await smallModel(dir);
      const log = `sqlite:${join(dir, "backlog.db")}`;
      await writeBacklog(log, PACKETS);
      await t.step(await checkMemory(log, model, PACKETS), () => {});
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
