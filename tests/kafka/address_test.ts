import assert from "node:assert/strict";
import { join } from "node:path";
import { readAddress } from "#lib/bus/kafka/address.ts";
import { UsageError, UserError } from "#lib/core/errors.ts";

Deno.test("readAddress() gives the brokers, with Kafka's port where none is named", async () => {
  const { name, cluster, compression } = await readAddress("//a,b.example:9093");
  assert.deepEqual(cluster, { brokers: ["a:9092", "b.example:9093"] });
  assert.equal(name, "kafka://a,b.example:9093");
  assert.equal(compression, "none");
});

Deno.test("readAddress() reads secrets from files, and shows none in the name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [password, ca] = [join(folder, "password"), join(folder, "ca.pem")];
    await Deno.writeTextFile(password, "s3cret\n");
    await Deno.writeTextFile(ca, "PEM");
    const { name, cluster } = await readAddress(
      `//a:9093?tls=${ca}&sasl=scram-sha-512&user=infer&password-file=${password}`,
    );
    assert.equal(name, "kafka://a:9093");
    assert.deepEqual(cluster, {
      brokers: ["a:9093"],
      ssl: { ca: ["PEM"] },
      sasl: { mechanism: "scram-sha-512", username: "infer", password: "s3cret" },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["", /expected one such as kafka:/],
  ["localhost:9092", /expected one such as kafka:/],
  ["//", /expected one such as kafka:/],
  ["//a:0", /expected one such as kafka:/],
  ["//a:70000", /expected one such as kafka:/],
  ["//a,,b", /expected one such as kafka:/],
  ["//user:pass@a", /expected one such as kafka:/],
  ["//a?ssl=true", /there is no option "ssl"/],
  ["//a?compression=lz5", /compression is "lz5"/],
  ["//a?sasl=gssapi&user=u&password-file=f", /sasl is "gssapi"/],
  ["//a?sasl=scram-sha-256", /sasl needs user and password-file/],
];

Deno.test("readAddress() refuses what it cannot mean, and says what was expected", async () => {
  for (const [rest, pattern] of REFUSED) {
    await assert.rejects(readAddress(rest), (error) => {
      assert(error instanceof UsageError, `${rest}: ${error}`);
      assert.match(error.message, pattern);
      return true;
    });
  }
});

Deno.test("readAddress() sends no plain password without TLS", async () => {
  const file = await Deno.makeTempFile();
  try {
    const rest = `//a?sasl=plain&user=u&password-file=${file}`;
    await assert.rejects(readAddress(rest), /sends the password as it is; add tls/);
    assert.equal((await readAddress(`${rest}&tls`)).cluster.ssl, true);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("readAddress() names a secret file that it cannot read", async () => {
  const rest = "//a?tls=/nowhere/ca.pem";
  await assert.rejects(readAddress(rest), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /Cannot read "\/nowhere\/ca.pem"/);
    return true;
  });
});
