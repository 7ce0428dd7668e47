import assert from "node:assert/strict";
import { openBus } from "#lib/bus/open.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { startTestBroker, whyNoBroker } from "./test_broker.ts";

/** Clients have to log in; the broker and its controller need not. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ["listener.security.protocol.map", "HOST:SASL_PLAINTEXT,SERVICES:PLAINTEXT,CONTROLLER:PLAINTEXT"],
  ["sasl.enabled.mechanisms", "SCRAM-SHA-512"],
  [
    "listener.name.host.scram-sha-512.sasl.jaas.config",
    "org.apache.kafka.common.security.scram.ScramLoginModule required;",
  ],
  ["authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"],
  ["super.users", "User:ANONYMOUS;User:infer"],
]);

const reason = await whyNoBroker();
Deno.test({
  name: "KafkaBus logs in with SCRAM, and says in one sentence why it may not",
  ignore: reason !== undefined,
  fn: async () => {
    const users = new Map([["infer", "right"], ["guest", "right"]]);
    await using running = await startTestBroker({ settings: SETTINGS, users });
    const file = await Deno.makeTempFile();
    try {
      const open = async (user: string, password: string) => {
        await Deno.writeTextFile(file, password);
        const login = `sasl=scram-sha-512&user=${user}&password-file=${file}`;
        return await openBus(`kafka://${running.broker.address}?${login}`, { ifMissing: "fail" });
      };
      await using bus = await open("infer", "right\n");
      await bus.createTopic("t", { partitions: 1, ...KEEP });
      await bus.publish([{ topic: "t", key: "a", value: "1" }]);
      assert.equal((await readAll(bus, "t")).length, 1);
      await assert.rejects(open("infer", "wrong"), isSentence(/name or the password/));
      await using guest = await open("guest", "right");
      const message = { topic: "t", key: "a", value: "2" };
      await assert.rejects(guest.publish([message]), isSentence(/the broker does not allow/));
    } finally {
      await Deno.remove(file);
    }
  },
});

function isSentence(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof UserError, String(error));
    assert.match(error.message, pattern);
    assert.match(error.message, /^Cannot [^\n]+$/);
    return true;
  };
}
