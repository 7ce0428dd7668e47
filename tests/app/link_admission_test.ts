import assert from "node:assert/strict";
import fc from "fast-check";
import { KnownLinks } from "#lib/app/known_links.ts";
import { LinkAdmission } from "#lib/app/link_admission.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { arbitraryOptions, plain } from "../window/arbitrary_log.ts";
import type { PlainWindow } from "../window/naive_windows.ts";
import { arbitraryRecords } from "./link_churn.ts";
import type { NamedRecord } from "./pipeline_parts.ts";
import { plainLimit } from "./plain_limit.ts";

/** What is left of a process: states by name of the link. */
type Stored = Map<string, Float64Array>;

/** Admission and windows of one partition, in steps that end where they are full. */
class Steps {
  readonly #links = new LinkTable();
  readonly #known = new KnownLinks(this.#links);
  readonly #records = new PacketBatch(64, this.#links);
  readonly #closed = new WindowBatch();
  readonly #windows: TumblingWindows;
  readonly admission: LinkAdmission;
  readonly #stored: Stored;

  constructor(options: WindowOptions, maxLinks: number, stored: Stored) {
    this.#windows = new TumblingWindows(options);
    this.#stored = stored;
    this.admission = new LinkAdmission({
      links: this.#links,
      known: this.#known,
      records: this.#records,
      windows: this.#windows,
      closed: this.#closed,
      maxLinks,
      idleTimeoutUs: options.idleTimeoutUs,
      evict: (link, atUs) => {
        this.#windows.breakOff(link, atUs, this.#closed);
        this.#stored.delete(this.#links.name(link));
        this.#known.delete(link);
      },
      onOther: () => {},
    });
    for (const [name, state] of stored) {
      const isOther = name === "other/0";
      const link = isOther ? this.admission.otherOf(0) : this.#links.intern(name);
      this.#known.add(link, 0);
      this.#windows.importState(link, state);
    }
  }

  /** Takes records from a row on; gives the first that was not taken. */
  step(
    log: readonly NamedRecord[],
    from: number,
    fullAt: number,
    out: Map<string, PlainWindow[]>,
  ): number {
    for (const { link, kind = 0, ...rest } of log) {
      this.#records.push({ kind, link: this.#links.intern(link), ...rest });
    }
    const done = this.admission.push(0, from, fullAt);
    this.#records.clear();
    for (const window of plain(this.#closed)) {
      const name = this.#links.name(window.link);
      out.set(name, [...(out.get(name) ?? []), { ...window, link: 0 }]);
    }
    this.#closed.clear();
    for (const link of this.#windows.takeChanged()) {
      this.#stored.set(this.#links.name(link), this.#windows.exportState(link));
    }
    this.admission.release();
    return done;
  }
}

Deno.test("steps that end between any two rows let in and send away the same links", () => {
  let inside = 0;
  fc.assert(
    fc.property(
      arbitraryRecords,
      arbitraryOptions,
      fc.integer({ min: 1, max: 4 }),
      fc.array(
        fc.record({
          rows: fc.integer({ min: 1, max: 40 }),
          fullAt: fc.integer({ min: 1, max: 4 }),
        }),
        { minLength: 1 },
      ),
      fc.array(fc.constantFrom("goes on", "restarts"), { minLength: 1 }),
      (log, options, maxLinks, cuts, fates) => {
        const stored: Stored = new Map();
        const out = new Map<string, PlainWindow[]>();
        let others = 0;
        let evicted = 0;
        let turn = 0;
        let steps = new Steps(options, maxLinks, stored);
        for (let at = 0, i = 0; at < log.length; i++) {
          const rows = log.slice(at, at + cuts[i % cuts.length].rows);
          at += rows.length;
          for (let done = 0; done < rows.length; turn++) {
            done = steps.step(rows, done, cuts[turn % cuts.length].fullAt, out);
            if (done < rows.length) inside++;
            if (fates[turn % fates.length] === "goes on") continue;
            others += steps.admission.otherPackets;
            evicted += steps.admission.evictedLinks;
            steps = new Steps(options, maxLinks, stored);
          }
        }
        const expected = plainLimit(log, 0, maxLinks, options);
        for (const [name, windows] of expected.windows) {
          assert.deepEqual(out.get(name) ?? [], windows, name);
        }
        assert.deepEqual([...stored.keys()].sort(), expected.known);
        assert.equal(others + steps.admission.otherPackets, expected.otherPackets);
        assert.equal(evicted + steps.admission.evictedLinks, expected.evictedLinks);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
  assert(inside > 1_000, `only ${inside} steps ended inside a batch`);
});
