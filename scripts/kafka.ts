#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_* --allow-net=127.0.0.1 --allow-run=java,mvn,kill
/**
 * Starts a Kafka broker without Docker, or stops it: `deno task kafka:up` and `kafka:down`.
 * @module
 */

import { kafka } from "#lib/app/kafka.ts";
import { runScript } from "#lib/app/run.ts";
import { kafkaScript } from "#lib/config/scripts/kafka.ts";

await runScript(kafkaScript, kafka);
