import assert from "node:assert/strict";
import { StaleLinks, type WatchedLinks } from "#lib/app/stale_links.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { ManualClock } from "../bus/manual_clock.ts";

const IDLE_MS = 10_000;
const STEP_MS = 250;

/** Links as a pipeline has them. */
class FakeLinks implements WatchedLinks {
  readonly links = new LinkTable();
  readonly open = new Set<number>();
  readonly stale: string[] = [];
  #spoken: number[] = [];

  /** Has links speak, so that they are open. */
  speak(...names: string[]): void {
    this.#spoken = names.map((name) => this.links.intern(name));
    for (const link of this.#spoken) this.open.add(link);
  }

  changedLinks(): number[] {
    const spoken = this.#spoken;
    this.#spoken = [];
    return spoken;
  }

  isOpen(link: number): boolean {
    return this.open.has(link);
  }

  addStale(link: number): void {
    this.stale.push(this.links.name(link));
  }
}

/** Looks four times a second for some time; `each` acts before each look. */
function watch(idleTimeoutMs = IDLE_MS) {
  const clock = new ManualClock();
  const links = new FakeLinks();
  const said: string[] = [];
  const stale = new StaleLinks(idleTimeoutMs, clock, (link) => said.push(link));
  const pass = (lengthMs: number, each: () => void = () => {}) => {
    for (let atMs = 0; atMs < lengthMs; atMs += STEP_MS) {
      clock.advance(STEP_MS);
      each();
      stale.look(links);
    }
  };
  return { clock, links, said, stale, pass };
}

Deno.test("a link that says nothing for longer than the timeout is said once", () => {
  const { links, said, pass } = watch();
  links.speak("a", "b");
  pass(IDLE_MS, () => links.speak("b"));
  assert.deepEqual(said, []);
  pass(2_000, () => links.speak("b"));
  assert.deepEqual(said, ["a"]);
  pass(60_000, () => links.speak("b"));
  assert.deepEqual(said, ["a"]);
  assert.deepEqual(links.stale, ["a"]);
});

Deno.test("a link that speaks again can go silent again", () => {
  const { links, said, pass } = watch();
  links.speak("a");
  pass(IDLE_MS + 2_000);
  links.speak("a");
  pass(IDLE_MS - 1_000);
  assert.deepEqual(said, ["a"]);
  pass(3_000);
  assert.deepEqual(said, ["a", "a"]);
});

Deno.test("a link that has ended is not stale", () => {
  const { links, said, pass } = watch();
  links.speak("a");
  pass(2_000);
  links.open.clear();
  pass(10 * IDLE_MS);
  assert.deepEqual(said, []);
});

Deno.test("a restored link is given the whole timeout from when it came", () => {
  const { links, said, pass } = watch();
  pass(10 * IDLE_MS);
  links.open.add(links.links.intern("a")); // its state was restored: it is open, and said nothing
  pass(IDLE_MS - 1_000);
  assert.deepEqual(said, []);
  pass(3_000);
  assert.deepEqual(said, ["a"]);
});

Deno.test("a link that was another process's for a while is given the whole timeout again", () => {
  const { links, said, pass } = watch();
  links.speak("a");
  pass(2_000);
  links.open.clear(); // its partition went away
  pass(IDLE_MS);
  links.open.add(0); // and came back
  pass(IDLE_MS - 1_000);
  assert.deepEqual(said, []);
});

Deno.test("a link that took the number of one that is gone is given the whole timeout", () => {
  const { links, said, stale, pass } = watch();
  links.speak("a");
  pass(IDLE_MS + 2_000);
  stale.forget(0);
  links.links.release(0);
  links.links.intern("b"); // restored under the number, and open like the other
  pass(IDLE_MS - 1_000);
  assert.deepEqual(said, ["a"]);
  pass(3_000);
  assert.deepEqual(said, ["a", "b"]);
});

Deno.test("time in which the process did not run is no silence", () => {
  const { clock, links, said, pass } = watch();
  links.speak("a");
  pass(2_000);
  clock.advance(3_600_000);
  pass(2_000);
  assert.deepEqual(said, []);
  clock.advance(-7_200_000); // nor does a clock that is set back
  pass(2_000);
  assert.deepEqual(said, []);
  pass(IDLE_MS);
  assert.deepEqual(said, ["a"]);
});

Deno.test("without a timeout no link is ever stale", () => {
  const { links, said, pass } = watch(Infinity);
  links.speak("a");
  pass(1_000_000);
  assert.deepEqual(said, []);
});
