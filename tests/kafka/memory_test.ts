import {
  CAN_WATCH,
  checkMemory,
  MOST_MB,
  smallModel,
  writeBacklog,
} from "../memory/watched_infer.ts";
import { startTestBroker, whyNoBroker } from "./test_broker.ts";

/** 50 million with `deno task test:kafka:full`. */
const PACKETS = Deno.env.get("FAULTS") === "full" ? 50_000_000 : 5_000_000;

const reason = CAN_WATCH ? await whyNoBroker() : "memory is read from /proc, which only Linux has";

Deno.test({
  name: `infer on Kafka holds less than ${MOST_MB} MB over a backlog` +
    (reason === undefined ? "" : `: ${reason}`),
  ignore: reason !== undefined,
  fn: async (t) => {
    const dir = await Deno.makeTempDir({ prefix: "traffic-memory-" });
    try {
      await using running = await startTestBroker();
      const bus = `kafka://${running.broker.address}`;
      const model = await smallModel(dir);
      await writeBacklog(bus, PACKETS);
      await t.step(await checkMemory(bus, model, PACKETS), () => {});
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
