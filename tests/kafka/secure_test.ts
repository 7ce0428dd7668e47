import assert from "node:assert/strict";
import { join } from "node:path";
import { openBus } from "#lib/bus/open.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { runTask } from "../app/tasks.ts";
import { Child } from "../scripts/child.ts";
import { assertRefused } from "../scripts/said.ts";
import { type BrokerCertificate, makeCertificate } from "./broker_certificate.ts";
import { startTestBroker, type TestBroker, whyNoBroker } from "./test_broker.ts";

/** Where the broker's further listeners are, from its first port on. */
const TLS = 3;
const LOGIN = 4;
const OPEN_LOGIN = 5;

const RIGHT = "pa55-right";
const WRONG = "pa55-wrong";

const SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
const PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

/** Who logs in has rights where somebody gave them; who need not, has all. */
function settingsOf(port: number, { keyStore, password }: BrokerCertificate) {
  const listeners = ["HOST", "CONTROLLER", "SERVICES", "TLS", "LOGIN", "OPENLOGIN"];
  const protocols = ["PLAINTEXT", "PLAINTEXT", "PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT"];
  const at = (host: string) => listeners.map((name, i) => `${name}://${host}:${port + i}`);
  const announced = at("localhost").filter((place) => !place.startsWith("CONTROLLER"));
  return new Map([
    ["listeners", at("127.0.0.1").join()],
    ["advertised.listeners", announced.join()],
    [
      "listener.security.protocol.map",
      listeners.map((name, i) => `${name}:${protocols[i]}`).join(),
    ],
    ["ssl.keystore.type", "PKCS12"],
    ["ssl.keystore.location", keyStore],
    ["ssl.keystore.password", password],
    ["ssl.key.password", password],
    ["listener.name.login.sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN"],
    ["listener.name.openlogin.sasl.enabled.mechanisms", "SCRAM-SHA-512"],
    ["listener.name.login.scram-sha-512.sasl.jaas.config", SCRAM],
    ["listener.name.openlogin.scram-sha-512.sasl.jaas.config", SCRAM],
    ["listener.name.login.plain.sasl.jaas.config", `${PLAIN} user_infer="${RIGHT}";`],
    ["authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"],
    ["super.users", "User:ANONYMOUS;User:infer"],
  ]);
}

const reason = await whyNoBroker();
if (reason !== undefined) {
  Deno.test.ignore(`KafkaBus is not tested with TLS and passwords here: ${reason}`, () => {});
} else {
  let folder: string;
  let running: TestBroker | undefined;
  let own: BrokerCertificate;
  let foreign: BrokerCertificate;
  Deno.test.beforeAll(async () => {
    folder = await Deno.makeTempDir({ prefix: "secure-" });
    [own, foreign] = await Promise.all([
      makeCertificate(folder, "own"),
      makeCertificate(folder, "foreign"),
    ]);
    running = await startTestBroker({
      settings: (port) => settingsOf(port, own),
      users: new Map([["infer", RIGHT], ["guest", RIGHT]]),
    });
  });
  Deno.test.afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  });

  /** Gives an address of the broker. */
  const addressAt = (listener: number, options: Record<string, string>, host = "localhost") =>
    `kafka://${host}:${running!.port + listener}?${new URLSearchParams(options)}`;
  const open = (address: string) => openBus(address, { ifMissing: "fail" });
  /** Gives the options that log somebody in. */
  const login = async (user: string, password: string, sasl = "scram-sha-512") => {
    const file = join(folder, crypto.randomUUID());
    await Deno.writeTextFile(file, `${password}\n`, { mode: 0o600 });
    return { sasl, user, "password-file": file };
  };

  Deno.test("KafkaBus publishes and reads over TLS, and trusts none but who it is told to", async () => {
    await using bus = await open(addressAt(TLS, { tls: own.ca }));
    await bus.createTopic("tls", { partitions: 1, ...KEEP });
    await bus.publish([{ topic: "tls", key: "a", value: "1" }]);
    assert.equal((await readAll(bus, "tls")).length, 1);
    await assert.rejects(
      open(addressAt(TLS, { tls: foreign.ca })),
      isSentence(/no authority that is trusted has signed the broker's certificate; name the file/),
    );
    await assert.rejects(open(addressAt(TLS, { tls: "" })), isSentence(/no authority/));
    await assert.rejects(
      open(addressAt(TLS, { tls: own.ca }, "127.0.0.1")),
      isSentence(/certificate is for another host; give the broker the name/),
    );
  });

  Deno.test("KafkaBus logs in with SCRAM with and without TLS, with PLAIN only over TLS", async () => {
    const tls = { tls: own.ca };
    const scram = await login("infer", RIGHT);
    const plain = await login("infer", RIGHT, "plain");
    const addresses = [
      addressAt(LOGIN, { ...tls, ...scram }),
      addressAt(LOGIN, { ...tls, ...plain }),
      addressAt(OPEN_LOGIN, scram),
    ];
    for (const address of addresses) {
      await using bus = await open(address);
      await bus.createTopic("login", { partitions: 1, ...KEEP });
      await bus.publish([{ topic: "login", key: "a", value: "1" }]);
    }
    await assert.rejects(open(addressAt(OPEN_LOGIN, plain)), /sasl=plain sends the password/);
    for (const mechanism of ["plain", "scram-sha-512"]) {
      const wrong = await login("infer", WRONG, mechanism);
      await assert.rejects(
        open(addressAt(LOGIN, { ...tls, ...wrong })),
        isSentence(/the broker refuses the name or the password/),
      );
    }
  });

  Deno.test("tasks say in one sentence that a password is wrong, or that a right is missing", async () => {
    await using bus = await open(addressAt(0, {}));
    await bus.createTopic("packets", { partitions: 1, ...KEEP });
    const generate = async (user: string, password: string) => {
      const address = addressAt(OPEN_LOGIN, await login(user, password));
      const args = ["--bus", address, "--duration", "1m", "--links", "1", "--speed", "max"];
      const result = await runTask("generate", args);
      assert.doesNotMatch(`${result.stdout}${result.stderr}`, /pa55|Warning/);
      return result;
    };
    assertRefused(await generate("infer", WRONG), {
      sentence: /^Cannot open the bus on kafka:\S+: the broker refuses the name or the password/,
    });
    assertRefused(await generate("guest", RIGHT), {
      sentence:
        /^Cannot .*"packets" on kafka:\S+: the broker does not allow it; ask for the rights/,
    });
  });

  // The last test: nobody needs the broker after it.
  Deno.test("a task ends with a sentence when the broker has been gone for five minutes", async () => {
    const script = "tests/kafka/fixtures/generate_hurried.ts";
    const args = ["--bus", addressAt(0, {}), "--topic", "gone", "--links", "1", "--speed", "1"];
    await using child = new Child("generate", [...args, "--duration", "24h"], { script });
    await child.said(/^1 links? from /m);
    await running!.broker.kill();
    const result = await child.end();
    assertRefused(result, {
      sentence:
        /^Cannot publish to "gone" on kafka:\S+: no broker has answered for 3\d\d s and \d+ attempts/,
    });
    assert.match(result.stderr, /^warning: attempt 5 to publish to "gone" on kafka:/m);
    assert.match(result.stderr, /^warning: attempt 10 to publish to "gone" on kafka:/m);
    assert.doesNotMatch(result.stderr, /Warning/);
  });
}

function isSentence(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof UserError, String(error));
    assert.match(error.message, pattern);
    assert.match(error.message, /^Cannot [^\n]+$/);
    return true;
  };
}
