/**
 * A log that holds all that makes results depend on order and on clocks: records out of order and
 * late, ticks, ends, silences of both kinds, links that fall silent for good.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import type { NamedRecord } from "../app/pipeline_parts.ts";

const S = 1_000_000;
const START_US = 1_700_000_000 * S;

/** Links of the log; the odd ones end, the even ones are open at its end. */
export const LOG_LINKS: readonly string[] = Array.from({ length: 12 }, (_, i) => `line-${i}`);

/** Makes the records of all links, side by side in the order of their event time. */
export function makeLog(seed: number): NamedRecord[] {
  const all = LOG_LINKS.flatMap((link, i) => recordsOf(link, i, new Random(seed, i)));
  return all.sort((a, b) => a.at - b.at).map(({ record }) => record);
}

/** A record and when it is written, µs: late ones some time after they happened. */
interface Written {
  readonly at: number;
  readonly record: NamedRecord;
}

function recordsOf(link: string, index: number, random: Random): Written[] {
  const written: Written[] = [];
  let now = START_US + index * S;
  const write = (record: Omit<NamedRecord, "link">, delayUs = 0) => {
    written.push({ at: now + delayUs, record: { ...record, link } });
  };
  for (let stretch = 0; stretch < 6; stretch++) {
    // Louder and quieter stretches, so that alerts open and close.
    const gapUs = stretch % 2 === 0 ? S : 400_000;
    for (const end = now + (30 + random.integer(40)) * S; now < end;) {
      now += Math.ceil(random.exponential(gapUs));
      const u = random.uniform();
      // In time out of order; later than the out-of-orderness; later than a window.
      const delayUs = u < 0.1 ? random.integer(400_000) : u < 0.15 ? random.integer(8 * S) : 0;
      write({ ts: now, len: 60 + random.integer(1_400), proto: random.integer(20) }, delayUs);
    }
    if (stretch === 1) { for (let i = 0; i < 5; i++) write({ kind: 1, ts: now += 5 * S }); }
    if (stretch === 2) now += (20 + random.integer(30)) * S; // silent, not missing
    if (stretch === 3) now += (70 + random.integer(90)) * S; // missing
    if (stretch === 4 && index % 3 === 0) write({ kind: 2, ts: now += 1 });
  }
  // Behind all that is late; some ends fall between two windows.
  now += 9 * S;
  if (index % 2 === 1) {
    write({ kind: 2, ts: index % 4 === 1 ? Math.ceil(now / (5 * S)) * 5 * S : now });
  }
  return written;
}
