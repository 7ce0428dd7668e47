/**
 * How far a capture file has been published, stored with the packets themselves: `capture` that
 * was stopped or killed goes on behind the last packet that is on the bus, none lost, none twice.
 * @module
 */

import { createHash } from "node:crypto";
import { type Bus, FencedError, type Membership, type OutgoingMessage } from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";
import { type Log, silentLog } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";

/** Topic whose one partition stands for the file in the group's commits; it holds no message. */
const POSITIONS_TOPIC = "capture-positions";

/** Most and fewest bytes of a file's head that tell it from others. */
const MOST_HEAD_BYTES = 65_536;
const LEAST_HEAD_BYTES = 64;

const SESSION_TIMEOUT_MS = 10_000;
/** A process that was killed is missed after its session's timeout, and a broker takes a moment to
 * share anew. */
const PATIENCE_MS = SESSION_TIMEOUT_MS + 5_000;
/** Pause between looks at whether the file is free, ms. */
const LOOK_MS = 100;
/** Looks before the log is told: groups take some to share. */
const QUIET_LOOKS = 20;

/** What taking up a file works with. */
export interface PositionDeps {
  /** Paces the waiting for another process to let go. */
  readonly clock: Clock;
  /** Told of a wait. @default nobody */
  readonly log?: Log;
  /** How long to wait, ms. @default 15 s */
  readonly patienceMs?: number;
}

/** The position of one file in one topic. */
export class CapturePosition implements AsyncDisposable {
  /** Packets of the file that are on the bus. */
  published = 0;
  readonly #bus: Bus;
  readonly #group: string;
  readonly #membership: Membership;

  private constructor(bus: Bus, group: string, membership: Membership) {
    this.#bus = bus;
    this.#group = group;
    this.#membership = membership;
  }

  /**
   * Takes up files where they were left; waits for one who was killed at it to be missed.
   * @param inputs one file, or those that are merged, whose position is that of the merge: with
   * another file among them it is other work
   * @param target what else makes it the same work: topic and link
   * @throws {UserError} if another process is at it
   */
  static async open(
    bus: Bus,
    inputs: readonly string[],
    target: string,
    deps: PositionDeps,
  ): Promise<CapturePosition> {
    await bus.createTopic(POSITIONS_TOPIC, { partitions: 1, retentionMs: 0, retentionBytes: 0 });
    const group = await findGroup(bus, inputs, target);
    const request = { group, topic: POSITIONS_TOPIC, sessionTimeoutMs: SESSION_TIMEOUT_MS };
    const position = new CapturePosition(bus, group, await bus.join(request));
    try {
      await position.#own(nameOf(inputs), deps);
      const state = await bus.restore(group, POSITIONS_TOPIC, 0);
      position.published = state.offset ?? 0;
      return position;
    } catch (error) {
      await position.#membership.leave();
      throw error;
    }
  }

  /** Polls until this process owns the file. */
  async #own(name: string, deps: PositionDeps): Promise<void> {
    const { clock, log = silentLog, patienceMs = PATIENCE_MS } = deps;
    const startMs = clock.nowMs();
    for (let look = 1;; look++) {
      await this.#membership.poll();
      if (this.#membership.owned.length > 0) return;
      const waitedMs = Math.abs(clock.nowMs() - startMs);
      if (waitedMs >= patienceMs) {
        throw new UserError(
          `Cannot publish ${name}: another process is publishing it to the same topic, and has ` +
            `not let go of it for ${
              Math.round(waitedMs / 1000)
            } s; stop that one, or name another ` +
            "--link or --topic",
        );
      }
      if (look === QUIET_LOOKS) {
        log.info(`waiting for another process that is publishing ${name}, or was killed at it`);
      }
      await clock.sleep(LOOK_MS);
    }
  }

  /** Stores messages and the position behind their packets, together. A kill between the ticks
   * of a silence repeats some of them, which changes no window. */
  async store(outputs: readonly OutgoingMessage[], packets: number): Promise<void> {
    const { revoked } = await this.#membership.poll();
    // Even if it has come back meanwhile: another process has published what comes next.
    if (revoked.length > 0) throw takenOver();
    const published = this.published + packets;
    try {
      await this.#bus.commit({
        group: this.#group,
        topic: POSITIONS_TOPIC,
        owned: this.#membership.owned,
        offsets: new Map([[0, published]]),
        outputs,
        state: [],
      });
    } catch (error) {
      throw error instanceof FencedError ? takenOver(error) : error;
    }
    this.published = published;
  }

  /** Lets go of the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#membership.leave();
  }
}

function takenOver(cause?: FencedError): UserError {
  const message = "Cannot go on: another process has taken over publishing this file";
  return new UserError(message, { cause });
}

/**
 * Names the group of a file by the start of its bytes. A file may have been shorter when it was
 * published last, as one that is still being written: so shorter starts are looked for too, by
 * powers of two, each at least half of what there was then.
 */
async function findGroup(bus: Bus, inputs: readonly string[], target: string): Promise<string> {
  const heads = await Promise.all(inputs.map(readHead));
  if (heads.length > 1) return groupName(digestOf(heads), target);
  const head = heads[0];
  const groups: string[] = [];
  for (let bytes = MOST_HEAD_BYTES; bytes >= LEAST_HEAD_BYTES; bytes /= 2) {
    if (bytes <= head.length) groups.push(groupName(head.subarray(0, bytes), target));
  }
  if (groups.length === 0) groups.push(groupName(head, target));
  for (const group of groups) {
    if ((await bus.restore(group, POSITIONS_TOPIC, 0)).offset !== undefined) return group;
  }
  return groups[0];
}

async function readHead(input: string): Promise<Uint8Array> {
  using file = await Deno.open(input);
  const head = new Uint8Array(MOST_HEAD_BYTES);
  let length = 0;
  while (length < head.length) {
    const read = await file.read(head.subarray(length));
    if (read === null) break;
    length += read;
  }
  return head.subarray(0, length);
}

/** Tells files that are merged by their heads, in their order: names may change. */
function digestOf(heads: readonly Uint8Array[]): Uint8Array {
  const digests = heads.map((head) => createHash("sha256").update(head).digest("hex"));
  return new TextEncoder().encode(digests.join());
}

function nameOf([first, ...others]: readonly string[]): string {
  return others.length === 0 ? `"${first}"` : `"${first}" and ${others.length} more`;
}

function groupName(head: Uint8Array, target: string): string {
  const hash = createHash("sha256").update(`${target}\n`).update(head).digest("hex");
  return `capture-${hash.slice(0, 16)}`;
}
