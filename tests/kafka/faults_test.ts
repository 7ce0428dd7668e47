import { trainSmallModel } from "../faults/small_model.ts";
import { brokerSuite } from "./faults/broker_suite.ts";
import { halfAnswer } from "./faults/half_answer.ts";
import { killSuite } from "./faults/kill_suite.ts";
import { membershipSuite } from "./faults/membership_suite.ts";
import { plantedSuite } from "./faults/planted_suite.ts";
import { startProxiedBroker } from "./faults/proxied_broker.ts";
import { proxySuite } from "./faults/proxy_suite.ts";
import { threeBrokersSuite } from "./faults/three_brokers_suite.ts";
import type { World } from "./faults/world.ts";
import { zombieSuite } from "./faults/zombie_suite.ts";
import { whyNoBroker } from "./test_broker.ts";

const reason = await whyNoBroker();
if (reason !== undefined) {
  Deno.test.ignore(`infer is not tested on Kafka here: ${reason}`, () => {});
} else {
  let world: World;
  const all = new AsyncDisposableStack();
  Deno.test.beforeAll(async () => {
    const { broker, proxy } = all.use(await startProxiedBroker());
    const folder = await Deno.makeTempDir({ prefix: "faults-" });
    all.defer(() => Deno.remove(folder, { recursive: true }));
    world = {
      broker,
      proxy,
      model: await trainSmallModel(folder),
    };
  });
  Deno.test.afterAll(() => all.disposeAsync());

  Deno.test("KafkaBus reads on after an answer that was cut in the middle", () => {
    return halfAnswer(world);
  });
  Deno.test("infer on Kafka: the oracle sees each planted bug", () => plantedSuite(world));
  Deno.test("infer on Kafka loses and doubles nothing, wherever it is killed", () => {
    return killSuite(world);
  });
  Deno.test("infer on Kafka goes on when the broker was killed and came back", () => {
    return brokerSuite(world);
  });
  Deno.test("infer on Kafka is refused when it slept through the loss of its partitions", () => {
    return zombieSuite(world);
  });
  Deno.test("infer on Kafka loses and doubles nothing while members come and go", () => {
    return membershipSuite(world);
  });
  Deno.test("infer on Kafka loses and doubles nothing over a bad network", () => {
    return proxySuite(world);
  });
  Deno.test("infer on Kafka goes on without one of three brokers", () => {
    return threeBrokersSuite(world.model);
  });
}
