/**
 * Which links are known past a limit, as `docs/windows.md` says it, worked out with lists and a
 * search at each new link: the oracle for `lib/app/link_admission.ts`.
 * @module
 */

import type { WindowOptions } from "#lib/window/window_options.ts";
import { naiveWindows, type PlainWindow } from "../window/naive_windows.ts";
import type { NamedRecord } from "./pipeline_parts.ts";

/** What became of the records of a partition. */
export interface PlainLimit {
  /** Windows by name of the link, in order of closing. */
  readonly windows: Map<string, PlainWindow[]>;
  /** Names of the links that are known at the end, sorted. */
  readonly known: readonly string[];
  readonly otherPackets: number;
  readonly evictedLinks: number;
}

/** A link from its first record to the one that took its place. */
interface Life {
  readonly link: string;
  readonly records: NamedRecord[];
  lastUs: number;
  finalUs: number;
  isOpen: boolean;
}

/** Works out what a partition's records give. */
export function plainLimit(
  log: readonly NamedRecord[],
  partition: number,
  maxLinks: number,
  options: WindowOptions,
): PlainLimit {
  const other = `other/${partition}`;
  const known = new Map<string, Life>();
  const lives: Life[] = [];
  let otherPackets = 0;
  let evictedLinks = 0;

  const add = (name: string, record: NamedRecord) => {
    let life = known.get(name);
    if (life === undefined) {
      life = { link: name, records: [], lastUs: -Infinity, finalUs: -Infinity, isOpen: false };
      known.set(name, life);
      lives.push(life);
    }
    see(life, record, options);
  };

  for (const record of log) {
    const { link, ts, kind = 0 } = record;
    if (!/^other\/\d+$/.test(link)) {
      if (known.has(link)) {
        add(link, record);
        continue;
      }
      const own = [...known.values()].filter((life) => life.link !== other);
      if (kind === 0 && own.length >= maxLinks) {
        const [oldest] = own.toSorted((a, b) =>
          a.lastUs === b.lastUs ? (a.link < b.link ? -1 : 1) : a.lastUs < b.lastUs ? -1 : 1
        );
        if (oldest.lastUs < ts - options.idleTimeoutUs) {
          // Its windows close as at a gap: a tick ends the missing stretch, and closes nothing more.
          oldest.records.push({ kind: 1, ts, link: oldest.link });
          known.delete(oldest.link);
          evictedLinks++;
        }
      }
      if ([...known.keys()].filter((name) => name !== other).length < maxLinks) {
        add(link, record);
        continue;
      }
    }
    add(other, { ...record, kind: kind === 2 ? 1 : kind });
    if (kind === 0) otherPackets++;
  }

  const windows = new Map<string, PlainWindow[]>();
  for (const { link, records } of lives) {
    const plain = records.map((r) => ({ kind: 0, len: 0, proto: 255, ...r, link: 0 }));
    const closed = naiveWindows(plain, options).windows;
    windows.set(link, [...(windows.get(link) ?? []), ...closed]);
  }
  return { windows, known: [...known.keys()].sort(), otherPackets, evictedLinks };
}

/** Adds a record to a life, and follows the highest event time that was not late. */
function see(life: Life, record: NamedRecord, options: WindowOptions): void {
  const { windowUs, outOfOrdernessUs, allowedLatenessUs, idleTimeoutUs } = options;
  const { ts, kind = 0 } = record;
  const floor = (t: number) => Math.floor(t / windowUs) * windowUs;
  const raise = (t: number) => life.finalUs = Math.max(life.finalUs, t);
  life.records.push(record);
  if (life.isOpen && ts - life.lastUs > idleTimeoutUs) {
    raise(floor(life.lastUs) + windowUs);
    life.isOpen = false;
  }
  if (kind === 2) {
    raise(Math.ceil(Math.max(ts, life.lastUs + 1) / windowUs) * windowUs);
    life.isOpen = false;
  } else if (floor(ts) >= life.finalUs) {
    life.isOpen = true;
    life.lastUs = Math.max(life.lastUs, ts);
    raise(floor(life.lastUs - outOfOrdernessUs - allowedLatenessUs));
  }
}
