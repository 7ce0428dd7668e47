/**
 * Says whether options of windows make sense together, before any stage is built on them.
 * @module
 */

import { UsageError } from "#lib/core/errors.ts";
import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { MAX_IDLE_WINDOWS, type WindowOptions } from "./window_options.ts";

/**
 * Checks options of windows and gives them back.
 *
 * The idle timeout is at least window + out-of-orderness + lateness, so that a missing stretch
 * always leaves the last window behind it closed; it is at most {@link MAX_IDLE_WINDOWS} windows,
 * so that no silence makes more rows of zeros than that.
 * @throws {UsageError} if a length is no whole number of microseconds or out of its bounds
 */
export function checkWindowOptions(options: WindowOptions): WindowOptions {
  const { windowUs, outOfOrdernessUs, allowedLatenessUs, idleTimeoutUs } = options;
  checkLength("window", windowUs, 1);
  checkLength("out-of-orderness", outOfOrdernessUs, 0);
  checkLength("allowed lateness", allowedLatenessUs, 0);
  const shortestIdleUs = windowUs + outOfOrdernessUs + allowedLatenessUs;
  const longestIdleUs = windowUs * MAX_IDLE_WINDOWS;
  if (!(idleTimeoutUs >= shortestIdleUs && idleTimeoutUs <= longestIdleUs)) {
    throw new UsageError(
      `Cannot cut windows: an idle timeout of ${seconds(idleTimeoutUs)} is out of bounds; ` +
        `expected at least window + out-of-orderness + lateness (${seconds(shortestIdleUs)}) ` +
        `and at most ${MAX_IDLE_WINDOWS} windows (${seconds(longestIdleUs)})`,
    );
  }
  checkLength("idle timeout", idleTimeoutUs, 1);
  return options;
}

function checkLength(name: string, lengthUs: number, leastUs: number): void {
  if (Number.isSafeInteger(lengthUs) && lengthUs >= leastUs) return;
  throw new UsageError(
    `Cannot cut windows: ${name} is ${seconds(lengthUs)}; expected a whole number of ` +
      `microseconds, at least ${leastUs}`,
  );
}

function seconds(lengthUs: number): string {
  return `${lengthUs / MICROS_PER_SECOND} s`;
}
