/**
 * A bus whose process dies at one of its calls, and of which nothing is heard any more from then on.
 * @module
 */

import type { Bus, JoinRequest, Membership } from "#lib/bus/bus.ts";

/** The death of a process. */
export class Crash extends Error {}

/** When a process dies. */
export interface CrashPoint {
  /** At which call, from 0 on. */
  readonly call: number;
  /** Before the call took effect, or after. */
  readonly when: "before" | "after";
}

/** Wraps a bus so that it dies at a point. */
export function crashingBus(bus: Bus, { call, when }: CrashPoint): Bus {
  let calls = 0;
  let isDead = false;
  const live = async <T>(work: () => Promise<T>): Promise<T> => {
    const isLast = calls++ === call;
    if (isDead || (isLast && when === "before")) {
      isDead = true;
      throw new Crash();
    }
    const result = await work();
    if (!isLast) return result;
    isDead = true;
    throw new Crash();
  };
  const member = (inner: Membership): Membership => ({
    get owned() {
      return inner.owned;
    },
    poll: () => live(() => inner.poll()),
    leave: () => live(() => inner.leave()),
    [Symbol.asyncDispose]: () => live(() => inner.leave()),
  });
  return {
    createTopic: (name, options) => live(() => bus.createTopic(name, options)),
    describeTopic: (name) => live(() => bus.describeTopic(name)),
    offsetsSince: (topic, sinceMs) => live(() => bus.offsetsSince(topic, sinceMs)),
    publish: (messages) => live(() => bus.publish(messages)),
    read: (request) => live(() => bus.read(request)),
    join: (request: JoinRequest) => live(async () => member(await bus.join(request))),
    restore: (group, topic, partition) => live(() => bus.restore(group, topic, partition)),
    commit: (commit) => live(() => bus.commit(commit)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
