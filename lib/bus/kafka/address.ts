/**
 * Addresses of Kafka: `kafka://host:9092,host:9093?tls=ca.pem&sasl=scram-sha-512&user=infer&`
 * `password-file=/run/secrets/kafka`. They name files that hold secrets, never the secrets.
 * @module
 */

import { X509Certificate } from "node:crypto";
import { UsageError, UserError } from "#lib/core/errors.ts";
import { type Log, silentLog } from "#lib/core/log.ts";
import type { ClusterOptions } from "./cluster.ts";
import { type Compression, COMPRESSIONS } from "./compression.ts";

/** What an address says. */
export interface KafkaAddress {
  /** The address without its options, for sentences. */
  readonly name: string;
  /** How to reach the brokers. */
  readonly cluster: ClusterOptions;
  /** How to compress what is published. */
  readonly compression: Compression;
}

const EXPECTED = "expected one such as kafka://localhost:9092 or kafka://a:9092,b:9092";
const DEFAULT_PORT = 9092;
const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512"] as const;
const PARAMETERS = ["tls", "sasl", "user", "password-file", "compression"];

/**
 * Reads an address, and the files that it names.
 * @param rest what follows `kafka:`
 * @param log told of secrets that lie open
 * @throws {UsageError} if it says what no address may
 * @throws {UserError} if a file cannot be read
 */
export async function readAddress(rest: string, log: Log = silentLog): Promise<KafkaAddress> {
  if (/^\/\/[^?]*@/.test(rest)) {
    fail(rest, "it holds a password; write that to a file, and name the file with password-file");
  }
  const match = /^\/\/([^/?#]+)\/?(?:\?(.*))?$/.exec(rest);
  if (match === null) fail(rest, EXPECTED);
  const brokers = match[1].split(",").map((broker) => readBroker(rest, broker));
  const parameters = new URLSearchParams(match[2] ?? "");
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) {
      fail(rest, `there is no option "${name}"; expected ${PARAMETERS.join(", ")}`);
    }
  }
  const compression = parameters.get("compression") ?? "none";
  if (!Object.hasOwn(COMPRESSIONS, compression)) {
    fail(
      rest,
      `compression is "${compression}"; expected ${Object.keys(COMPRESSIONS).join(" or ")}`,
    );
  }
  const ssl = await readTls(parameters.get("tls"));
  const sasl = await readSasl(rest, parameters, log);
  if (sasl?.mechanism === "plain" && ssl === undefined) {
    fail(rest, "sasl=plain sends the password as it is; add tls, or choose sasl=scram-sha-512");
  }
  return {
    name: `kafka://${match[1]}`,
    cluster: { brokers, ...(ssl && { ssl }), ...(sasl && { sasl }) },
    compression: compression as Compression,
  };
}

function readBroker(rest: string, broker: string): string {
  const match = /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(broker.trim());
  const port = Number(match?.[2] ?? DEFAULT_PORT);
  if (match === null || port < 1 || port > 65_535) fail(rest, EXPECTED);
  return `${match[1]}:${port}`;
}

/** `tls` alone trusts what the machine trusts; with a file, only what that file holds. */
async function readTls(file: string | null): Promise<true | { ca: string[] } | undefined> {
  if (file === null) return undefined;
  if (file === "") return true;
  const blocks = (await read(file)).match(CERTIFICATE) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    blocks.length = 0; // which of them is broken, the user can find out
  }
  if (blocks.length > 0) return { ca: blocks };
  throw new UserError(
    `Cannot trust what "${file}" holds: expected certificates in PEM (BEGIN CERTIFICATE)`,
  );
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

async function readSasl(rest: string, parameters: URLSearchParams, log: Log) {
  const given = parameters.get("sasl");
  if (given === null) return undefined;
  const mechanism = MECHANISMS.find((name) => name === given);
  if (mechanism === undefined) {
    fail(rest, `sasl is "${given}"; expected ${MECHANISMS.join(", ")}`);
  }
  const username = parameters.get("user");
  const file = parameters.get("password-file");
  if (!username || !file) fail(rest, "sasl needs user and password-file");
  const password = (await read(file)).replace(/\r?\n$/, "");
  if (password === "") throw new UserError(`Cannot log in: "${file}" holds no password`);
  const { mode } = await Deno.stat(file);
  if (mode !== null && (mode & OTHERS) !== 0) {
    log.warn(`others may read the password in "${file}"; chmod 600 keeps it to its owner`);
  }
  return { mechanism, username, password };
}

/** Rights of the group and of everybody. */
const OTHERS = 0o077;

async function read(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    throw new UserError(
      `Cannot read "${file}", which the bus' address names: ${(cause as Error).message}; check ` +
        `the path and who may read it`,
      { cause },
    );
  }
}

/** What stands before an at sign or behind a question mark may be a secret in the wrong place. */
function fail(rest: string, why: string): never {
  const shown = rest.replace(/^\/\/.*@/, "//…@").replace(/\?.*$/s, "?…");
  throw new UsageError(`Cannot open the bus "kafka:${shown}": ${why}`);
}
