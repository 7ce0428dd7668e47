/**
 * The work of `kafka`: one broker that runs on when the command has ended, and its end.
 * @module
 */

import { join } from "node:path";
import { type KafkaConfig, kafkaOptions } from "#lib/config/scripts/kafka.ts";
import { UserError } from "#lib/core/errors.ts";
import { KafkaBroker } from "./kafka_broker.ts";
import { isKafkaAt } from "./kafka_probe.ts";
import type { Context } from "./run.ts";

/** What is remembered of a broker that runs on. */
interface Running {
  readonly pid: number;
  readonly port: number;
}

/** Longest wait for a broker's end, ms. */
const STOP_MS = 30_000;
const LOOK_MS = 100;

/**
 * Starts a broker, or stops the one that was started in the same folder.
 * @throws {UserError} if it cannot be started or stopped
 */
export async function kafka(context: Context<KafkaConfig>): Promise<void> {
  const { config, out } = context;
  const file = join(config.dir, "broker.json");
  const running = await readRunning(file);
  if (config.stop) return await stop(context, file, running);
  if (running !== undefined) {
    out(`Kafka runs already: --bus kafka://localhost:${running.port}`);
    return context.result(running);
  }
  context.log.info(`starting Kafka in ${config.dir}; the first start gets 43 MB of jars by Maven`);
  const broker = new KafkaBroker({
    port: config.port,
    folder: config.dir,
    jarsFolder: join(config.dir, "jars"),
  }, context.clock);
  await broker.start();
  const started: Running = { pid: broker.pid!, port: config.port };
  await Deno.writeTextFile(file, JSON.stringify(started));
  broker.release();
  const where = config.dir === kafkaOptions.dir.default ? "" : ` --dir ${config.dir}`;
  out(
    `Kafka runs: --bus kafka://localhost:${config.port}; stop it with deno task kafka:down${where}`,
  );
  context.result(started);
}

async function stop(
  { config, clock, out, result }: Context<KafkaConfig>,
  file: string,
  running: Running | undefined,
): Promise<void> {
  if (running === undefined) {
    out(`no Kafka runs in ${config.dir}`);
    return result({});
  }
  // By the system's program: to signal any process by number takes the right to run all programs.
  const { success } = await new Deno.Command("kill", { args: [String(running.pid)] }).output();
  const startMs = clock.nowMs();
  while (success && await isKafkaAt(running.port)) {
    if (clock.nowMs() - startMs > STOP_MS) break;
    await clock.sleep(LOOK_MS);
  }
  if (await isKafkaAt(running.port)) {
    throw new UserError(
      `Cannot stop Kafka, process ${running.pid}: it answers on port ${running.port} still; ` +
        `end it with kill -9 ${running.pid}`,
    );
  }
  await Deno.remove(file);
  out("Kafka has stopped");
  result(running);
}

/** Gives the broker that runs, if one does: after a crash the file tells of one that is gone, whose
 * number may be another process' by now. */
async function readRunning(file: string): Promise<Running | undefined> {
  let running: Running;
  try {
    running = JSON.parse(await Deno.readTextFile(file)) as Running;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
  return await isKafkaAt(running.port) ? running : undefined;
}
