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

/** A certificate: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes
 * -keyout /dev/null -subj /CN=authority -days 36500 */
const PEM = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUKVoX/0QTpzSdljUotyVB2x0WcFcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMjIxMjEyOFoYDzIxMjYxMDI5
MjEyMTI4WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATwWIPeyVRz7ATDyaR24nwLInu7KpOfawis+oi1zTkLF7yvnsDfa0SG
NUUQ1hkPhFUj8Fcn1AGPHoYEVzaA8Pm+o1MwUTAdBgNVHQ4EFgQUCBle/jDN8a1y
7bSLY9yryKPmgcIwHwYDVR0jBBgwFoAUCBle/jDN8a1y7bSLY9yryKPmgcIwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAWFZJeHbmn4Ff9Bju0FLvA
8mm/Yci0s62IQFASZMJ4CgIhAPZMObI/reshET6Y0neCQnfKd6rRBR6NUpRIZP+Z
1fEX
-----END CERTIFICATE-----`;

Deno.test("readAddress() reads secrets from files, and shows none in the name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [password, ca] = [join(folder, "password"), join(folder, "ca.pem")];
    await Deno.writeTextFile(password, "s3cret\n");
    await Deno.writeTextFile(ca, `Subject: two\n${PEM}\nand\n${PEM}\n`);
    const { name, cluster } = await readAddress(
      `//a:9093?tls=${ca}&sasl=scram-sha-512&user=infer&password-file=${password}`,
    );
    assert.equal(name, "kafka://a:9093");
    assert.deepEqual(cluster, {
      brokers: ["a:9093"],
      ssl: { ca: [PEM, PEM] },
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
  ["//user:s3cret@a", /holds a password; write that to a file/],
  ["//a,user:s3cret@b?tls", /holds a password; write that to a file/],
  ["//a?sasl=plain&user=u&password=s3cret", /there is no option "password"/],
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
      assert(!error.message.includes("s3cret"), error.message);
      return true;
    });
  }
});

Deno.test("readAddress() refuses files that hold no certificate, or no password", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const text of ["", "text", PEM.replaceAll("M", "N")]) {
      await Deno.writeTextFile(file, text);
      await assert.rejects(readAddress(`//a?tls=${file}`), /expected certificates in PEM/);
    }
    await Deno.writeTextFile(file, "\n");
    const rest = `//a?sasl=scram-sha-512&user=u&password-file=${file}`;
    await assert.rejects(readAddress(rest), /holds no password/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test({
  name: "readAddress() warns of a password that others may read",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const file = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(file, "s3cret");
      const said: string[] = [];
      const log = { info: () => {}, warn: (line: string) => void said.push(line) };
      for (const mode of [0o600, 0o400, 0o640, 0o604]) {
        await Deno.chmod(file, mode);
        await readAddress(`//a?sasl=scram-sha-256&user=u&password-file=${file}`, log);
      }
      assert.equal(said.length, 2);
      assert.match(said[0], /others may read the password in ".*"; chmod 600/);
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("readAddress() sends no plain password without TLS", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "s3cret");
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
