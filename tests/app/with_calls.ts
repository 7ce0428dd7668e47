/**
 * Buses of which some calls do something else: what happens to a worker, made to happen.
 * @module
 */

import type { Bus, Commit } from "#lib/bus/bus.ts";

/** Wraps a bus so that some of its calls do something else. */
export function withCalls(bus: Bus, calls: Partial<Bus>): Bus {
  return {
    createTopic: (name, options) => bus.createTopic(name, options),
    describeTopic: (name) => bus.describeTopic(name),
    offsetsSince: (topic, sinceMs) => bus.offsetsSince(topic, sinceMs),
    publish: (messages) => bus.publish(messages),
    read: (request) => bus.read(request),
    join: (request) => bus.join(request),
    restore: (group, topic, partition) => bus.restore(group, topic, partition),
    commit: (step) => bus.commit(step),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
    ...calls,
  };
}

/** Wraps a bus so that something happens before a commit, or in its place. */
export function withCommit(bus: Bus, commit: (step: Commit, inner: Bus) => Promise<void>): Bus {
  return withCalls(bus, { commit: (step) => commit(step, bus) });
}

/** Wraps a bus so that its topics end one offset behind their last message, as those of Kafka do,
 * where each transaction leaves a marker. */
export function withMarkers(bus: Bus): Bus {
  return withCalls(bus, {
    describeTopic: async (name) => {
      const info = await bus.describeTopic(name);
      const partitions = info?.partitions.map(({ earliest, latest }) => (
        { earliest, latest: latest + 1 }
      ));
      return info && { name, partitions: partitions! };
    },
  });
}
