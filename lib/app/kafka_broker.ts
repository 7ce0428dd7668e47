/**
 * A Kafka broker in one process on this machine, without Docker: for work and for tests.
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import { checkJava, kafkaJars } from "./kafka_jars.ts";
import { isKafkaAt } from "./kafka_probe.ts";
import { brokerSettings, loopbackPlace } from "./kafka_settings.ts";

/** Where a broker runs. */
export interface BrokerOptions {
  /** Port of the clients, on loopback; the two above it are taken as well. */
  readonly port: number;
  /** Folder of the data, the settings and the log. */
  readonly folder: string;
  /** Folder of Kafka's jars. */
  readonly jarsFolder: string;
  /** Settings that replace or add to those of `kafka_settings.ts`. @default none */
  readonly settings?: ReadonlyMap<string, string>;
  /** Passwords by user, for SCRAM-SHA-512; known from the first start on. @default none */
  readonly users?: ReadonlyMap<string, string>;
  /** Most memory of its heap, MiB. @default 512, enough for a small broker */
  readonly heapMiB?: number;
}

/** Any will do: nothing else shares the data. */
const CLUSTER_ID = "dHJhZmZpYy1vbi1sb29wYg";
const HEAP_MIB = 512;
/** Longest wait for a start, ms: some seconds, or recovery of what a kill left. */
const START_MS = 60_000;
/** Longest wait for an end in order, ms. */
const STOP_MS = 30_000;
const LOOK_MS = 100;

const LOG_SETTINGS = (file: string) => `
appenders=file
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=${file}
appender.file.filePattern=${file}.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d %p %c %m%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=1
rootLogger.level=WARN
rootLogger.appenderRefs=file
rootLogger.appenderRef.file.ref=file
`;

/** One broker; starts and stops as often as asked. */
export class KafkaBroker implements AsyncDisposable {
  readonly #options: BrokerOptions;
  readonly #clock: Clock;
  #process: Deno.ChildProcess | undefined;

  /** Starts nothing yet. */
  constructor(options: BrokerOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Where its clients connect. */
  get address(): string {
    return `127.0.0.1:${this.#options.port}`;
  }

  /** Its process, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts it and waits until it answers.
   * @throws {UserError} if Java or Maven is missing, or the broker does not start
   */
  async start(): Promise<void> {
    const { port, jarsFolder, settings = [], users = [], heapMiB = HEAP_MIB } = this.#options;
    if (await isKafkaAt(port)) {
      throw new UserError(
        `Cannot start Kafka on port ${port}: a broker answers there already; choose another --port`,
      );
    }
    await checkJava();
    const jars = await kafkaJars(jarsFolder);
    const folder = resolve(this.#options.folder);
    await Deno.mkdir(folder, { recursive: true });
    const data = join(folder, "data");
    const all = new Map([...brokerSettings(loopbackPlace(port, data)), ...settings]);
    const lines = [...all].map(([name, value]) => `${name}=${value}\n`).join("");
    const properties = join(folder, "server.properties");
    await Deno.writeTextFile(properties, lines);
    const log = join(folder, "server.log");
    const logging = join(folder, "log4j2.properties");
    await Deno.writeTextFile(logging, LOG_SETTINGS(log));
    const heap = `-Xmx${heapMiB}m`;
    const java = [heap, `-Dlog4j2.configurationFile=file:${logging}`, "-cp", `${jars}/*`];
    await format(java, properties, data, users);
    this.#process = new Deno.Command("java", {
      args: [...java, "kafka.Kafka", properties],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true, // Ctrl-C in the terminal is for the one who started it
    }).spawn();
    await this.#waitForAnswer(log);
  }

  /** Sends a signal to its process. */
  signal(signal: Deno.Signal): void {
    this.#process?.kill(signal);
  }

  /** Lets it run on when this process ends. */
  release(): void {
    this.#process?.unref();
    this.#process = undefined;
  }

  /** Kills it with -9, as a crash would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Stops it in order; kills it where that takes too long. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Stops it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #waitForAnswer(log: string): Promise<void> {
    const { port } = this.#options;
    const startMs = this.#clock.nowMs();
    let hasEnded = false;
    this.#process!.status.then(() => hasEnded = true);
    while (!await isKafkaAt(port)) {
      if (hasEnded || this.#clock.nowMs() - startMs > START_MS) {
        await this.kill();
        throw new UserError(
          `Cannot start Kafka on port ${port}: ${await lastError(log)}; see ${log}`,
        );
      }
      await this.#clock.sleep(LOOK_MS);
    }
  }

  async #end(signal: Deno.Signal): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    const done = new AbortController();
    const status = process.status.finally(() => done.abort());
    try {
      process.kill(signal);
      await Promise.race([status, this.#clock.sleep(STOP_MS, done.signal)]);
      if (!done.signal.aborted) process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await status;
  }
}

/** Makes the data's folder what a broker starts from, unless it is that already. */
async function format(
  java: readonly string[],
  properties: string,
  data: string,
  users: Iterable<readonly [string, string]>,
): Promise<void> {
  // Written last: where it is, all else is there too.
  if (await Deno.stat(join(data, "meta.properties")).catch(() => undefined)) return;
  const args = ["format", "-t", CLUSTER_ID, "-c", properties, "--ignore-formatted"];
  for (const [name, password] of users) {
    args.push("--add-scram", `SCRAM-SHA-512=[name=${name},password=${password}]`);
  }
  const { success, stderr } = await new Deno.Command("java", {
    args: [...java, "kafka.tools.StorageTool", ...args],
    stdin: "null",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim().split("\n")[0];
  throw new UserError(`Cannot make Kafka's data in "${dirname(data)}": ${reason}`);
}

async function lastError(log: string): Promise<string> {
  const text = await Deno.readTextFile(log).catch(() => "");
  const lines = text.split("\n");
  const last = lines.findLastIndex((line) => / (ERROR|FATAL) /.test(line));
  if (last < 0) return "it did not answer in time";
  // The exception, where one follows, says more than that there was one.
  const exception = /^[\w.$]+(?:Exception|Error): (.+)$/.exec(lines[last + 1] ?? "");
  return exception?.[1] ?? lines[last].replace(/^.*? (ERROR|FATAL) \S+ /, "");
}
