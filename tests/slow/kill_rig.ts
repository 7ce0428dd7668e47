/**
 * A log with a generator at work on it, a small model, and what `infer` has to make of both.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { openModel } from "#lib/app/open_model.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RECORD_KIND_NAMES } from "#lib/core/packet.ts";
import { logWindows } from "#lib/window/frame.ts";
import { RecordBuffer } from "#lib/window/record_buffer.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { readAll } from "../bus/bus_driver.ts";
import { type FinalWindow, plainInfer } from "../app/plain_infer.ts";
import { resultOf } from "../app/tasks.ts";
import { Member, until } from "./member.ts";
import { type Results, resultsOf, resultTopics } from "./results.ts";

/** Packets in a window that are a congestion: the quiet links have some 25. */
const THRESHOLD = 50;
/** Traffic of six links in three partitions, two links in each. */
const TRAFFIC = [
  ...["--links", "6", "--rate", "30", "--day-length", "30m", "--episodes-per-day", "6"],
  ...["--format", "json", "--partitions", "3"],
];
/** Times real time: enough to be at work on at any moment. */
const SPEED = "150";

/** See the module. Everything is in a temporary folder that is removed at the end. */
export class KillRig implements AsyncDisposable {
  /** The log, as the test itself reads and writes it. */
  readonly bus: Bus;
  readonly #dir: string;
  #generator: Member;
  #badMessages = 0;

  private constructor(dir: string, bus: Bus) {
    this.#dir = dir;
    this.bus = bus;
    this.#generator = this.#startGenerator();
  }

  /** Trains the model and starts the generator. */
  static async make(): Promise<KillRig> {
    const dir = await Deno.makeTempDir({ prefix: "kill-" });
    const history = ["--bus", join(dir, "history.db")];
    await resultOf("generate", [...history, ...TRAFFIC, "--speed", "max", "--duration", "1h"]);
    const model = ["--model", join(dir, "model"), "--horizon", "12", "--lookback", "6"];
    const network = ["--units", "8", "--layers", "1", "--epochs", "3", "--batch-size", "32"];
    await resultOf("train", [...history, ...model, ...network]);
    return new KillRig(dir, await openBus(join(dir, "traffic.db"), { ifMissing: "create" }));
  }

  /** Arguments of an `infer` of a group. */
  inferArgs(group: string): string[] {
    return [
      ...["--bus", join(this.#dir, "traffic.db"), "--model", join(this.#dir, "model")],
      ...["--group", group, ...resultTopics(group)],
      ...["--threshold", String(THRESHOLD), "--print", "none"],
    ];
  }

  /** Waits until the generator has written something. */
  async started(): Promise<void> {
    await this.#generator.says(/6 links from/);
  }

  /** Kills the generator with -9 and starts another, which goes on behind the log's last event. */
  async killGenerator(): Promise<void> {
    assert(await this.#generator.kill(), this.#generator.said);
    this.#generator = this.#startGenerator();
  }

  /** Stops the generator in order: it ends its links. */
  async stopGenerator(): Promise<void> {
    this.#generator.signal("SIGTERM");
    await this.#generator.end();
  }

  /** Writes a message that is no record. */
  async publishBad(): Promise<void> {
    const number = this.#badMessages++;
    const value = `{"v":1,"broken":${number}`;
    await this.bus.publish([{ topic: "packets", key: `link-${number % 6 + 1}`, value }]);
  }

  /** Has a group finish its work. */
  async finish(group: string): Promise<void> {
    await resultOf("infer", [...this.inferArgs(group), "--once"]);
  }

  /** Waits until a group has worked on in all partitions; says whether it did in time. */
  async waitForProgress(group: string, patienceMs?: number): Promise<boolean> {
    const { partitions } = (await this.bus.describeTopic("packets"))!;
    return await until(async () => {
      for (const [partition, { latest }] of partitions.entries()) {
        const { offset } = await this.bus.restore(group, "packets", partition);
        if (offset === undefined || offset <= latest) return false;
      }
      return true;
    }, patienceMs);
  }

  /** Works out, from the packets alone, what every group has to have written. */
  async expected(): Promise<Results> {
    using model = await openModel(join(this.#dir, "model"), "auto");
    const { windowUs } = model.parts;
    const alerts = { threshold: THRESHOLD, horizon: 12, clearAfter: 3, windowUs };
    const parts = { forecaster: model.parts, origin: model.origin, alerts };
    const { records, links, results } = await this.#readPackets();
    const { windows } = logWindows(records, DEFAULT_WINDOW_OPTIONS);
    const byLink = new Map<string, FinalWindow[]>(links.names.map((name) => [name, []]));
    for (let row = 0; row < windows.length; row++) {
      byLink.get(links.name(windows.link[row]))!.push({
        start: windows.start[row],
        totalBytes: windows.totalBytes[row],
        packetCount: windows.packetCount[row],
        first: windows.first[row],
        last: windows.last[row],
        protocol: windows.protocol[row],
        partial: windows.partial[row],
        ended: windows.ended[row],
        watermark: windows.watermark[row],
      });
    }
    for (const [link, own] of byLink) {
      const { forecasts, alerts } = plainInfer(link, own, parts);
      for (const record of [...forecasts, ...alerts]) results.push(record);
    }
    return resultsOf(results);
  }

  /** Reads the packets with nothing but `JSON.parse`; what it refuses is a dead letter. */
  async #readPackets(): Promise<{ records: RecordBuffer; links: LinkTable; results: string[] }> {
    const links = new LinkTable();
    const records = new RecordBuffer();
    const batch = new PacketBatch(1, links);
    const results: string[] = [];
    for (const { partition, offset, key, value } of await readAll(this.bus, "packets")) {
      const payload = String(value);
      const record = parse(payload);
      if (record === undefined) {
        const place = { v: 1, topic: "packets", partition, offset, key, reason: "not JSON" };
        const size = payload.length;
        results.push(JSON.stringify({ ...place, size, encoding: "text", payload }));
        continue;
      }
      const kind = record.kind === undefined ? 0 : RECORD_KIND_NAMES.indexOf(record.kind);
      batch.clear();
      batch.push({ ...record, kind, link: links.intern(record.link) });
      records.append(batch);
    }
    return { records, links, results };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#generator[Symbol.asyncDispose]();
    await this.bus[Symbol.asyncDispose]();
    await Deno.remove(this.#dir, { recursive: true });
  }

  #startGenerator(): Member {
    const bus = ["--bus", join(this.#dir, "traffic.db")];
    return new Member("generate", [...bus, ...TRAFFIC, "--speed", SPEED, "--seed", "11"]);
  }
}

function parse(text: string): ReturnType<typeof JSON.parse> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
