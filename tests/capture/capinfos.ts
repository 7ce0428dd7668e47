/**
 * Asks capinfos what captures hold in all, as the oracle of counts and times.
 * @module
 */

/** What there is to count in one capture. */
export interface Totals {
  readonly packets: number;
  /** Lengths on the wire, summed. */
  readonly bytes: number;
  /** Earliest time, µs, floored; `undefined` where there is none, a packet has none, or one is no
   * time. */
  readonly first: number | undefined;
  /** Latest time, the same. */
  readonly last: number | undefined;
}

/** What capinfos says about one capture. */
export interface Info extends Totals {
  /** Name of the link type, `per-packet` where there are several. */
  readonly encapsulation: string;
}

/** Gives what capinfos says, by path; captures that it refuses are not in it. */
export async function askCapinfos(paths: readonly string[]): Promise<Map<string, Info>> {
  const args = ["-TmrQ", "-E", "-c", "-d", "-a", "-e", "-S", ...paths];
  const command = new Deno.Command("capinfos", { args, stdout: "piped", stderr: "null" });
  const text = new TextDecoder().decode((await command.output()).stdout);
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => {
    const [path, encapsulation, packets, bytes, first, last] = line.slice(1, -1).split('","');
    return [path, {
      encapsulation,
      packets: Number(packets),
      bytes: Number(bytes),
      first: micros(first),
      last: micros(last),
    }];
  }));
}

/** A fraction of another length is one beyond its second; times beyond 2⁵³ µs no record carries. */
function micros(time: string): number | undefined {
  const match = /^(\d+)\.(\d{6})(?:\d{3})?$/.exec(time);
  const value = match === null ? NaN : Number(BigInt(match[1] + match[2]));
  return Number.isSafeInteger(value) ? value : undefined;
}
