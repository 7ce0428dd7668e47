/**
 * How far a capture file has been published, stored with the packets themselves: `capture` that
 * was stopped or killed goes on behind the last packet that is on the bus, none lost, none twice.
 * @module
 */

import { type Bus, FencedError, type Membership, type OutgoingMessage } from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";

/** Topic whose one partition stands for the file in the group's commits; it holds no message. */
const POSITIONS_TOPIC = "capture-positions";

/** Bytes of a file's head that tell it from others. */
const FINGERPRINT_BYTES = 65_536;

const SESSION_TIMEOUT_MS = 10_000;

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
   * Takes up a file where it was left.
   * @param target what else makes it the same work: topic and link
   * @throws {UserError} if another process is at it
   */
  static async open(bus: Bus, input: string, target: string): Promise<CapturePosition> {
    await bus.createTopic(POSITIONS_TOPIC, { partitions: 1, retentionMs: 0, retentionBytes: 0 });
    const group = `capture-${await fingerprint(input, target)}`;
    const request = { group, topic: POSITIONS_TOPIC, sessionTimeoutMs: SESSION_TIMEOUT_MS };
    const position = new CapturePosition(bus, group, await bus.join(request));
    await position.#membership.poll();
    if (position.#membership.owned.length === 0) {
      await position.#membership.leave();
      throw new UserError(
        `Cannot publish "${input}": another process is publishing it to the same topic; ` +
          `stop that one, or name another --link or --topic`,
      );
    }
    const state = await bus.restore(group, POSITIONS_TOPIC, 0);
    position.published = state.offset ?? 0;
    return position;
  }

  /** Stores messages and the position behind their packets, together. A kill between the ticks
   * of a silence repeats some of them, which changes no window. */
  async store(outputs: readonly OutgoingMessage[], packets: number): Promise<void> {
    await this.#membership.poll();
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
      if (!(error instanceof FencedError)) throw error;
      throw new UserError("Cannot go on: another process has taken over publishing this file", {
        cause: error,
      });
    }
    this.published = published;
  }

  /** Lets go of the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#membership.leave();
  }
}

async function fingerprint(input: string, target: string): Promise<string> {
  using file = await Deno.open(input);
  const head = new Uint8Array(FINGERPRINT_BYTES);
  let length = 0;
  while (length < head.length) {
    const read = await file.read(head.subarray(length));
    if (read === null) break;
    length += read;
  }
  const named = new TextEncoder().encode(`${target}\n`);
  const whole = new Uint8Array(named.length + length);
  whole.set(named);
  whole.set(head.subarray(0, length), named.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).toHex().slice(0, 16);
}
