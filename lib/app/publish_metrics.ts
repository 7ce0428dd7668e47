/**
 * The metrics of a process that writes packets to the bus.
 * @module
 */

import type { PacketSource } from "#lib/capture/source.ts";
import type { Metric } from "#lib/telemetry/metric.ts";
import type { RecordPublisher } from "./record_publisher.ts";

/** What is counted. */
export interface PublishParts {
  /** The source of packets; its counters are asked for each time, since some sources add them up
   * of several. */
  readonly source: Pick<PacketSource, "stats">;
  /** Writes to the bus. */
  readonly publisher: RecordPublisher;
  /** Gives how many packets were set aside, since their time lay too far ahead. @default none */
  readonly setAside?: () => number;
  /** Gives how often the bus was tried again. */
  readonly retries: () => number;
}

/** Gives the metrics. What the source gave and was not published is on the way, or was on the bus
 * already when a capture was taken up again. */
export function publishMetrics(
  { source, publisher, setAside = () => 0, retries }: PublishParts,
): Metric[] {
  const kind = "counter" as const;
  return [
    {
      name: "traffic_source_packets_total",
      help: "Packets that the source gave",
      kind,
      read: () => source.stats.packets,
    },
    {
      name: "traffic_source_bytes_total",
      help: "Bytes on the wire of these packets",
      kind,
      read: () => source.stats.bytes,
    },
    {
      name: "traffic_source_input_bytes_total",
      help: "Bytes of input read",
      kind,
      read: () => source.stats.inputBytes,
    },
    {
      name: "traffic_source_dropped_packets_total",
      help: "Packets that the capture says it lost",
      kind,
      read: () => source.stats.dropped,
    },
    {
      name: "traffic_undecoded_packets_total",
      help: "Packets counted by size only, by reason",
      kind,
      label: "reason",
      read: () => source.stats.undecoded,
    },
    {
      name: "traffic_set_aside_packets_total",
      help: "Packets whose time lay too far ahead of their arrival",
      kind,
      read: setAside,
    },
    {
      name: "traffic_published_packets_total",
      help: "Packets on the bus",
      kind,
      read: () => publisher.packets,
    },
    {
      name: "traffic_published_markers_total",
      help: "Ticks and ends on the bus",
      kind,
      read: () => publisher.records - publisher.packets,
    },
    {
      name: "traffic_published_messages_total",
      help: "Messages on the bus",
      kind,
      read: () => publisher.messages,
    },
    {
      name: "traffic_published_bytes_total",
      help: "Bytes of their values",
      kind,
      read: () => publisher.sizeBytes,
    },
    {
      name: "traffic_bus_retries_total",
      help: "Attempts to reach the bus made again",
      kind,
      read: retries,
    },
  ];
}
