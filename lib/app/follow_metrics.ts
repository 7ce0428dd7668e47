/**
 * The metrics of a process that follows the bus: what its worker and its pipeline count.
 * @module
 */

import { type Clock, MICROS_PER_SECOND } from "#lib/core/time.ts";
import type { Metric, Reading } from "#lib/telemetry/metric.ts";
import type { GroupWorker } from "./group_worker.ts";
import type { LinkPipeline } from "./link_pipeline.ts";

/** What is counted. */
export interface FollowParts {
  /** The stages. */
  readonly pipeline: LinkPipeline;
  /** The member of the group. */
  readonly worker: GroupWorker;
  /** Tells how far event time is behind. */
  readonly clock: Clock;
  /** Gives how often the bus was tried again. */
  readonly retries: () => number;
}

/** Longest wait for the bus to tell its ends, ms: a broker that is away must not keep the other
 * metrics from being read. */
const LAG_PATIENCE_MS = 2_000;

/**
 * Gives the metrics. Work that was refused by a commit and done again counts each time; `commits`
 * and what is on the topics say what holds.
 */
export function followMetrics({ pipeline, worker, clock, retries }: FollowParts): Metric[] {
  const { stats } = worker;
  const windows = pipeline.windowStats;
  return [
    counter("traffic_read_messages_total", "Messages read", () => stats.readMessages),
    counter("traffic_read_bytes_total", "Bytes of their values", () => stats.readBytes),
    counter("traffic_packets_total", "Packets, late ones too", () => windows.packets),
    counter("traffic_late_packets_total", "Packets after their window", () => windows.latePackets),
    counter(
      "traffic_other_packets_total",
      "Packets of links beyond --max-links",
      () => pipeline.stats.otherPackets,
    ),
    counter(
      "traffic_evicted_links_total",
      "Silent links that made room for new ones",
      () => pipeline.stats.evictedLinks,
    ),
    counter("traffic_ticks_total", "Ticks of silent links", () => windows.ticks),
    counter("traffic_ends_total", "Ends of links", () => windows.ends),
    counter(
      "traffic_dead_letters_total",
      "Messages that could not be read, by reason",
      () => pipeline.deadLettersByReason,
      "reason",
    ),
    counter("traffic_windows_total", "Windows closed", () => windows.windows),
    counter(
      "traffic_window_packets_total",
      "Packets counted in closed windows",
      () => pipeline.windowPackets,
    ),
    counter("traffic_gaps_total", "Missing stretches of links", () => windows.gaps),
    counter(
      "traffic_forecasts_total",
      "Forecasts, each of all horizons, by status",
      () => pipeline.forecastsByStatus,
      "status",
    ),
    counter("traffic_alerts_total", "Incidents opened and resolved", () =>
      new Map([
        ["open", pipeline.stats.alertsOpened],
        ["resolved", pipeline.stats.alertsResolved],
      ]), "state"),
    counter("traffic_commits_total", "Steps stored", () => stats.commits),
    counter("traffic_fences_total", "Steps refused: another owned it", () => stats.fences),
    counter("traffic_rebalances_total", "Changes of partitions owned", () => stats.rebalances),
    counter("traffic_bus_retries_total", "Attempts to reach the bus made again", retries),
    gauge("traffic_partitions", "Partitions owned", () => worker.partitions),
    gauge("traffic_links", "Links with open windows", () => pipeline.openLinks().count),
    gauge(
      "traffic_lag_messages",
      "Messages behind the last commit, by partition owned",
      () => lagOf(worker, clock),
      "partition",
    ),
    gauge("traffic_watermark_delay_seconds", "Wall clock less the lowest watermark", () => {
      const { lowestUs } = pipeline.openLinks();
      return secondsOr(clock.nowMs() * 1000 - lowestUs);
    }),
    gauge("traffic_watermark_spread_seconds", "Highest watermark less the lowest", () => {
      const { lowestUs, highestUs } = pipeline.openLinks();
      return secondsOr(highestUs - lowestUs);
    }),
  ];
}

function counter(name: string, help: string, read: Metric["read"], label?: string): Metric {
  return { name, help, kind: "counter", read, label };
}

function gauge(name: string, help: string, read: Metric["read"], label?: string): Metric {
  return { name, help, kind: "gauge", read, label };
}

/** Gives the lag, or nothing where the bus does not say it soon. */
async function lagOf(worker: GroupWorker, clock: Clock): Promise<Reading> {
  const done = new AbortController();
  const asked = worker.lag().then(
    (lag) => new Map([...lag].map(([partition, messages]) => [String(partition), messages])),
    () => undefined, // the worker meets the same trouble, and says so
  );
  try {
    const patience = clock.sleep(LAG_PATIENCE_MS, done.signal).then(() => undefined);
    return await Promise.race([asked, patience]);
  } finally {
    done.abort(); // not before the race is over: the end of a sleep would win it
  }
}

/** Without links there is no watermark. */
function secondsOr(lengthUs: number): number | undefined {
  return Number.isFinite(lengthUs) ? lengthUs / MICROS_PER_SECOND : undefined;
}
