/**
 * Compression, held against the libraries of others: the broker's own, which turns what is
 * published into what the topic asks for, and librdkafka's in kcat.
 * @module
 */

import assert from "node:assert/strict";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { openBus } from "#lib/bus/open.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { onAdmin } from "./on_admin.ts";

const NAMES = ["none", "gzip", "snappy", "zstd"];
/** Long and alike enough to be compressed, in more than one of snappy's blocks. */
const VALUES = Array.from({ length: 40 }, (_, i) => `${i} `.repeat(1_000));

/** Defines the tests; the broker is there when they run. */
export async function compressionTests(broker: () => KafkaBroker): Promise<void> {
  const open = (compression: string) =>
    openBus(`kafka://${broker().address}?compression=${compression}`, { ifMissing: "fail" });
  const messages = (topic: string) => VALUES.map((value) => ({ topic, key: "a", value }));

  Deno.test("KafkaBus and a broker read each other's compression", async () => {
    const topicOf = (theirs: string) => `compressed-${theirs}`;
    await onAdmin(broker().address, async (admin) => {
      const topics = [...NAMES, "uncompressed"].filter((name) => name !== "none").map((name) => (
        { topic: topicOf(name), configEntries: [{ name: "compression.type", value: name }] }
      ));
      await admin.createTopics({ topics });
    });
    for (const ours of NAMES) {
      await using bus = await open(ours);
      for (const theirs of ["gzip", "snappy", "zstd", "uncompressed"]) {
        const topic = topicOf(theirs);
        const before = (await readAll(bus, topic)).length;
        await bus.publish(messages(topic));
        const values = (await readAll(bus, topic)).slice(before).map(({ value }) => value);
        assert.deepEqual(values, VALUES, `${ours} to ${theirs}`);
      }
    }
  });

  Deno.test("KafkaBus says which compression it cannot read, and where", async () => {
    await using bus = await open("none");
    await onAdmin(broker().address, async (admin) => {
      const configEntries = [{ name: "compression.type", value: "lz4" }];
      await admin.createTopics({ topics: [{ topic: "compressed-lz4", configEntries }] });
    });
    await bus.publish(messages("compressed-lz4"));
    await assert.rejects(
      readAll(bus, "compressed-lz4"),
      /^UserError: Cannot read "compressed-lz4", partition 0 from 0 on: .* lz4, which is not read/,
    );
  });

  const why = await whyNoKcat();
  Deno.test({
    name: `KafkaBus and kcat read each other's compression${why === undefined ? "" : `: ${why}`}`,
    ignore: why !== undefined,
    fn: async () => {
      for (const name of NAMES) {
        await using bus = await open(name);
        await bus.createTopic(`kcat-${name}`, { partitions: 1, ...KEEP });
        const place = ["-b", broker().address, "-t", `kcat-${name}`, "-p", "0"];
        await kcat(["-P", ...place, "-z", name, "-k", "a"], VALUES.join("\n"));
        await bus.publish(messages(`kcat-${name}`));
        const values = (await readAll(bus, `kcat-${name}`)).map(({ value }) => value);
        assert.deepEqual(values, [...VALUES, ...VALUES], name);
        const theirs = await kcat(["-C", ...place, "-e", "-q"]);
        assert.equal(theirs, [...VALUES, ...VALUES, ""].join("\n"), name);
      }
    },
  });
}

/** Says why there is no kcat here; in CI there has to be one. */
async function whyNoKcat(): Promise<string | undefined> {
  try {
    await new Deno.Command("kcat", { args: ["-V"] }).output();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || Deno.env.get("CI") === "true") throw error;
    return "there is no kcat (Debian: apt-get install kcat)";
  }
}

async function kcat(args: string[], input = ""): Promise<string> {
  const process = new Deno.Command("kcat", {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
