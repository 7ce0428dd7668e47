/**
 * Where `throughput` measures: topics that nobody else uses, and what becomes of them.
 * @module
 */

import { join } from "node:path";
import { Topic } from "#lib/bus/topics.ts";
import { UserError } from "#lib/core/errors.ts";
import type { Context } from "./run.ts";

/** A place to measure in; disposing of it removes what was temporary. */
export interface MeasuringPlace extends AsyncDisposable {
  /** Address of the bus. */
  readonly address: string;
  /** Kind of the bus. */
  readonly kind: "sqlite" | "memory" | "kafka";
  /** What the names of the topics and of the group begin with. */
  readonly prefix: string;
}

/** Name of the group, behind the place's prefix. */
export const MEASURING_GROUP = "throughput";

/**
 * Makes a place.
 * @param bus address, as the option gives it
 * @throws {UserError} if it is an embedded log that is there already
 */
export async function measuringPlace(
  bus: string,
  context: Pick<Context<unknown>, "clock" | "log" | "out">,
): Promise<MeasuringPlace> {
  if (/^kafka:/i.test(bus)) return kafkaPlace(bus, context);
  if (bus === "sqlite:") {
    const dir = await Deno.makeTempDir({ prefix: "traffic-throughput-" });
    return {
      address: `sqlite:${join(dir, "log.db")}`,
      kind: "sqlite",
      prefix: "",
      [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
    };
  }
  const kind = bus.startsWith("memory:") ? "memory" : "sqlite";
  const path = bus.replace(/^sqlite:/, "");
  if (kind === "sqlite" && await exists(path)) {
    throw new UserError(
      `Cannot measure on "${bus}": there is a log already, and measuring would fill it; name a ` +
        `new file, or leave --bus out`,
    );
  }
  return { address: bus, kind, prefix: "", [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Topics of its own on a cluster that others may use. */
function kafkaPlace(
  address: string,
  { clock, log, out }: Pick<Context<unknown>, "clock" | "log" | "out">,
): MeasuringPlace {
  const prefix = `throughput-${crypto.randomUUID().slice(0, 8)}-`;
  return {
    address,
    kind: "kafka",
    prefix,
    [Symbol.asyncDispose]: async () => {
      const { removeTopics } = await import("#lib/bus/kafka/remove_topics.ts");
      const removal = {
        topics: Object.values(Topic).map((topic) => prefix + topic),
        group: { name: prefix + MEASURING_GROUP, topic: prefix + Topic.packets },
      };
      try {
        await removeTopics(address.slice(address.indexOf(":") + 1), removal, { clock, log });
      } catch (error) {
        // What was measured stands; a right to delete is not everybody's.
        if (!(error instanceof UserError)) throw error;
        out(`Left behind: topics and a group that begin with "${prefix}": ${error.message}`);
      }
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
