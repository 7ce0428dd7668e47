import assert from "node:assert/strict";
import type { BrokerLink } from "#lib/bus/kafka/broker_link.ts";
import { encodeAssignment } from "#lib/bus/kafka/group_protocol.ts";
import { KafkaMembership } from "#lib/bus/kafka/kafka_membership.ts";
import { protocolError } from "#lib/bus/kafka/wire/wire_request.ts";
import { systemClock } from "#lib/core/clock.ts";

const REBALANCE_IN_PROGRESS = 27;
const UNKNOWN_MEMBER_ID = 25;
const ALL = [0, 1];

/** A coordinator with one member, whose first joining is answered at once, and the others when the
 * test says. */
class Coordinator {
  /** What the next sign of life is answered with. */
  heartbeatError: Error | undefined;
  /** Answers the joining that waits: well, or with an error. */
  answer: (error?: Error) => void = () => {};
  #generation = 0;

  /** The link by which a member reaches it. */
  link(): BrokerLink {
    const broker = {
      heartbeat: () => this.#heartbeat(),
      syncGroup: () => Promise.resolve({ memberAssignment: encodeAssignment("t", ALL) }),
      leaveGroup: () => Promise.resolve(),
      connectionPool: { send: () => this.#join() },
    };
    const link = {
      persist: <T>(_doing: string, work: () => Promise<T>) => work(),
      coordinator: () => Promise.resolve(broker),
      close: () => Promise.resolve(),
    };
    return link as unknown as BrokerLink;
  }

  #heartbeat(): Promise<void> {
    return this.heartbeatError === undefined
      ? Promise.resolve()
      : Promise.reject(this.heartbeatError);
  }

  #join(): Promise<object> {
    const generationId = ++this.#generation;
    const joined = { isNamed: false, generationId, leaderId: "", memberId: "m", members: [] };
    if (generationId === 1) return Promise.resolve(joined);
    return new Promise((resolve, reject) => {
      this.answer = (error) => error === undefined ? resolve(joined) : reject(error);
    });
  }
}

function member(coordinator: Coordinator): KafkaMembership {
  const deps = { waiting: coordinator.link(), link: coordinator.link(), clock: systemClock };
  const options = { group: "g", topic: "t", partitions: ALL.length, sessionTimeoutMs: 1_000 };
  return new KafkaMembership(deps, options);
}

Deno.test("KafkaMembership holds what it owned while the group shares anew", async () => {
  const coordinator = new Coordinator();
  await using membership = member(coordinator);
  const { assigned } = await membership.poll();
  assert.deepEqual(assigned.map(({ partition }) => partition), ALL);
  coordinator.heartbeatError = protocolError(REBALANCE_IN_PROGRESS);
  await membership.poll();
  assert(membership.holds("g", "t", assigned));
  coordinator.answer();
  await membership.settled();
  assert(membership.holds("g", "t", assigned));
  assert.equal(membership.member.generationId, 2);
});

Deno.test("KafkaMembership that was replaced while it joined holds nothing under its new name", async () => {
  const coordinator = new Coordinator();
  await using membership = member(coordinator);
  const { assigned } = await membership.poll();
  coordinator.heartbeatError = protocolError(REBALANCE_IN_PROGRESS);
  await membership.poll(); // joins beside the work
  coordinator.answer(protocolError(UNKNOWN_MEMBER_ID)); // others have had the partitions since
  const { answer } = coordinator;
  while (coordinator.answer === answer) await new Promise((resolve) => setTimeout(resolve));
  coordinator.answer();
  await membership.settled();
  assert.equal(membership.member.generationId, 3);
  assert(!membership.holds("g", "t", assigned));
  coordinator.heartbeatError = undefined;
  const change = await membership.poll();
  assert.deepEqual(change.revoked, assigned);
  assert.deepEqual(change.assigned, ALL.map((partition) => ({ partition, epoch: 3 })));
});
