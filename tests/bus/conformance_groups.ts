/**
 * The promises of a bus about groups: who owns what, and what a commit keeps.
 * @module
 */

import assert from "node:assert/strict";
import { type Bus, type Commit, FencedError, type Membership } from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll, settle, valuesOf } from "./bus_driver.ts";
import type { BusHarness, Define } from "./conformance.ts";

const SESSION_MS = 10_000;
const JOIN = { group: "g", topic: "in", sessionTimeoutMs: SESSION_MS };

/** Defines the tests of membership, fencing, commit and restore. */
export function groupConformance(define: Define): void {
  define("gives a lone member all partitions", async (harness) => {
    const bus = await openWithTopics(harness, 5);
    const member = await bus.join(JOIN);
    assert.deepEqual(member.owned, []);
    await settle(harness, [member], 5);
    assert.deepEqual(await member.poll(), { revoked: [], assigned: [] });
  });

  define("refuses a session that ends at once or never", async (harness) => {
    const bus = await openWithTopics(harness, 1);
    for (const sessionTimeoutMs of [0, -1, NaN, Infinity]) {
      await assert.rejects(bus.join({ ...JOIN, sessionTimeoutMs }), RangeError);
    }
  });

  define("says with each poll what was lost and what was won", async (harness) => {
    const bus = await openWithTopics(harness, 6);
    const members = [await bus.join(JOIN), await (await harness.open()).join(JOIN)];
    const tracked = members.map(() => new Map<number, number>());
    for (let round = 0; round < 30; round++) {
      for (const [i, member] of members.entries()) {
        const { revoked, assigned } = await member.poll();
        for (const { partition, epoch } of revoked) {
          assert.equal(tracked[i].get(partition), epoch);
          tracked[i].delete(partition);
        }
        for (const { partition, epoch } of assigned) {
          assert(!tracked[i].has(partition));
          tracked[i].set(partition, epoch);
        }
        const owned = new Map(member.owned.map(({ partition, epoch }) => [partition, epoch]));
        assert.deepEqual(new Map([...tracked[i]].sort()), new Map([...owned].sort()));
      }
      await harness.pass(10);
    }
    assert.equal(tracked[0].size + tracked[1].size, 6);
  });

  define("shares partitions evenly as members come and go", async (harness) => {
    const bus = await openWithTopics(harness, 8);
    const members: Membership[] = [];
    for (let count = 1; count <= 4; count++) {
      members.push(await (await harness.open()).join(JOIN));
      await settle(harness, members, 8);
    }
    while (members.length > 1) {
      await members.shift()!.leave();
      await settle(harness, members, 8);
    }
    const back = await bus.join(JOIN);
    await settle(harness, [...members, back], 8);
  });

  define("leaves members without partitions where there are too few", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const members = [await bus.join(JOIN), await bus.join(JOIN), await bus.join(JOIN)];
    await settle(harness, members, 2);
    await members[0].leave();
    await settle(harness, members.slice(1), 2);
  });

  define("lets a member leave twice, and takes nothing from it after", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const member = await bus.join(JOIN);
    await settle(harness, [member], 2);
    const { owned } = member;
    await member.leave();
    await member.leave();
    await member[Symbol.asyncDispose]();
    assert.deepEqual(member.owned, []);
    await assert.rejects(bus.commit(commitOf({ owned, offsets: new Map([[0, 1]]) })), FencedError);
  });

  define("grows the epoch each time that a partition changes hands", async (harness) => {
    const bus = await openWithTopics(harness, 1);
    let last = -Infinity;
    for (let i = 0; i < 4; i++) {
      await using member = await bus.join(JOIN);
      await settle(harness, [member], 1);
      assert(member.owned[0].epoch > last);
      last = member.owned[0].epoch;
    }
  });

  define("keeps offsets, outputs and state of a commit together", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const member = await bus.join(JOIN);
    await settle(harness, [member], 2);
    assert.deepEqual(await bus.restore("g", "in", 0), { offset: undefined, entries: new Map() });
    await bus.commit(commitOf({
      owned: member.owned,
      offsets: new Map([[0, 7], [1, 0]]),
      outputs: [{ topic: "out", key: "a", value: "1" }],
      state: [
        { partition: 0, key: "a", value: Uint8Array.of(1, 2) },
        { partition: 0, key: "b", value: Uint8Array.of() },
        { partition: 1, key: "a", value: Uint8Array.of(3) },
      ],
    }));
    const other = await harness.open();
    assert.deepEqual(await stored(other, 0), { offset: 7, entries: { a: [1, 2], b: [] } });
    assert.deepEqual(await stored(other, 1), { offset: 0, entries: { a: [3] } });
    assert.deepEqual(valuesOf(await readAll(other, "out"), "a"), ["1"]);

    await bus.commit(commitOf({
      owned: member.owned.filter(({ partition }) => partition === 0),
      offsets: new Map([[0, 9]]),
      state: [
        { partition: 0, key: "a" },
        { partition: 0, key: "b", value: Uint8Array.of(4) },
        { partition: 0, key: "absent" },
      ],
    }));
    assert.deepEqual(await stored(other, 0), { offset: 9, entries: { b: [4] } });
    assert.deepEqual(await stored(other, 1), { offset: 0, entries: { a: [3] } });
  });

  define("keeps nothing of a commit that fails", async (harness) => {
    const bus = await openWithTopics(harness, 1);
    const member = await bus.join(JOIN);
    await settle(harness, [member], 1);
    const state = [{ partition: 0, key: "a", value: Uint8Array.of(1) }];
    await bus.commit(commitOf({ owned: member.owned, offsets: new Map([[0, 1]]), state }));
    await assert.rejects(
      bus.commit(commitOf({
        owned: member.owned,
        offsets: new Map([[0, 2]]),
        state: [{ partition: 0, key: "a", value: Uint8Array.of(2) }],
        outputs: [
          { topic: "out", key: "a", value: "1" },
          { topic: "absent", key: "a", value: "2" },
        ],
      })),
      UserError,
    );
    assert.deepEqual(await stored(bus, 0), { offset: 1, entries: { a: [1] } });
    assert.deepEqual(await readAll(bus, "out"), []);
  });

  define("refuses a commit that touches what it does not name as owned", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const member = await bus.join(JOIN);
    await settle(harness, [member], 2);
    const owned = member.owned.filter(({ partition }) => partition === 0);
    await assert.rejects(bus.commit(commitOf({ owned, offsets: new Map([[1, 1]]) })), RangeError);
    const state = [{ partition: 1, key: "a", value: Uint8Array.of(1) }];
    await assert.rejects(
      bus.commit(commitOf({ owned, offsets: new Map(), state })),
      RangeError,
    );
  });

  define("fences a member that was silent for too long", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const zombie = await bus.join(JOIN);
    await settle(harness, [zombie], 2);
    const { owned } = zombie;
    await bus.commit(commitOf({ owned, offsets: new Map([[0, 5], [1, 5]]) }));
    const heirBus = await harness.open();
    const heir = await heirBus.join(JOIN);
    await harness.pass(SESSION_MS + 1_000);
    await settle(harness, [heir], 2);

    const late = commitOf({
      owned,
      offsets: new Map([[0, 6]]),
      outputs: [{ topic: "out", key: "a", value: "late" }],
      state: [{ partition: 0, key: "a", value: Uint8Array.of(1) }],
    });
    await assert.rejects(
      bus.commit(late),
      (error) => error instanceof FencedError && owned.some((o) => o.partition === error.partition),
    );
    assert.deepEqual(await stored(bus, 0), { offset: 5, entries: {} });
    assert.deepEqual(await readAll(bus, "out"), []);

    await heirBus.commit(commitOf({ owned: heir.owned, offsets: new Map([[0, 8]]) }));
    assert.deepEqual((await zombie.poll()).revoked, owned);
    await settle(harness, [heir, zombie], 2);
  });

  define("fences a commit of which one ownership alone is over", async (harness) => {
    const bus = await openWithTopics(harness, 4);
    const first = await bus.join(JOIN);
    await settle(harness, [first], 4);
    const before = first.owned;
    const second = await (await harness.open()).join(JOIN);
    await settle(harness, [first, second], 4);
    const offsets = new Map(before.map(({ partition }) => [partition, 3]));
    await assert.rejects(bus.commit(commitOf({ owned: before, offsets })), FencedError);
    for (const { partition } of before) {
      assert.equal((await bus.restore("g", "in", partition)).offset, undefined);
    }
    const kept = new Map(first.owned.map(({ partition }) => [partition, 3]));
    await bus.commit(commitOf({ owned: first.owned, offsets: kept }));
  });

  define("hands state and offset to the next owner", async (harness) => {
    const bus = await openWithTopics(harness, 1);
    const first = await bus.join(JOIN);
    await settle(harness, [first], 1);
    const state = [{ partition: 0, key: "eth0", value: Uint8Array.of(42) }];
    await bus.commit(commitOf({ owned: first.owned, offsets: new Map([[0, 11]]), state }));
    await first.leave();
    const other = await harness.open();
    const second = await other.join(JOIN);
    await settle(harness, [second], 1);
    assert.deepEqual(await stored(other, 0), { offset: 11, entries: { eth0: [42] } });
    await other.commit(commitOf({ owned: second.owned, offsets: new Map([[0, 12]]) }));
    assert.deepEqual(await stored(other, 0), { offset: 12, entries: { eth0: [42] } });
  });

  define("keeps groups apart", async (harness) => {
    const bus = await openWithTopics(harness, 2);
    const [one, two] = [await bus.join(JOIN), await bus.join({ ...JOIN, group: "h" })];
    await settle(harness, [one], 2);
    await settle(harness, [two], 2);
    await bus.commit(commitOf({
      owned: one.owned,
      offsets: new Map([[0, 3]]),
      state: [{ partition: 0, key: "a", value: Uint8Array.of(1) }],
    }));
    assert.deepEqual(await bus.restore("h", "in", 0), { offset: undefined, entries: new Map() });
  });
}

async function openWithTopics(harness: BusHarness, partitions: number): Promise<Bus> {
  const bus = await harness.open();
  await bus.createTopic("in", { partitions, ...KEEP });
  await bus.createTopic("out", { partitions: 2, ...KEEP });
  return bus;
}

function commitOf(part: Pick<Commit, "owned" | "offsets"> & Partial<Commit>): Commit {
  return { group: "g", topic: "in", outputs: [], state: [], ...part };
}

async function stored(bus: Bus, partition: number) {
  const { offset, entries } = await bus.restore("g", "in", partition);
  const plain = [...entries].map(([key, value]) => [key, Array.from(value)]);
  return { offset, entries: Object.fromEntries(plain) };
}
