import { busConformance } from "../bus/conformance.ts";
import { assignmentTests } from "./assignment_tests.ts";
import { badMessageTests } from "./bad_message_tests.ts";
import { compressionTests } from "./compression_tests.ts";
import { faultTests } from "./fault_tests.ts";
import { foreignTests } from "./foreign_tests.ts";
import { makeKafkaHarness } from "./kafka_harness.ts";
import { measuringTests } from "./measuring_tests.ts";
import { readingTests } from "./reading_tests.ts";
import { scriptTests } from "./script_tests.ts";
import { startTestBroker, whyNoBroker } from "./test_broker.ts";
import { QUICK_CLEANER, topicTests } from "./topic_tests.ts";

const reason = await whyNoBroker();
if (reason !== undefined) {
  Deno.test.ignore(`KafkaBus is not tested here: ${reason}`, () => {});
} else {
  let running: Awaited<ReturnType<typeof startTestBroker>>;
  Deno.test.beforeAll(async () => {
    running = await startTestBroker({ settings: QUICK_CLEANER });
  });
  Deno.test.afterAll(async () => {
    await running[Symbol.asyncDispose]();
  });
  busConformance("KafkaBus", () => Promise.resolve(makeKafkaHarness(running.broker.address)));
  foreignTests(() => running.broker);
  await compressionTests(() => running.broker);
  scriptTests(() => running.broker);
  topicTests(() => running.broker);
  measuringTests(() => running.broker);
  readingTests(() => running.broker);
  assignmentTests(() => running.broker);
  badMessageTests(() => running.broker);
  faultTests(() => running.broker);
}
