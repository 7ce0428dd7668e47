/**
 * The work of `throughput`: messages and packets per second, stage by stage.
 * @module
 */

import type { ThroughputConfig } from "#lib/config/scripts/throughput.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { connect } from "./connect.ts";
import { measuringPlace } from "./measuring_place.ts";
import type { RecordFormat } from "./record_publisher.ts";
import type { Context } from "./run.ts";
import { formatNumber } from "./format.ts";
import { formatTable } from "./table.ts";
import { type Stage, ThroughputRig } from "./throughput_rig.ts";
import { type UntrainedModel, untrainedModel } from "./untrained_model.ts";

/** What the system has to carry at least, messages/s through the pipeline. */
const TARGET_MESSAGES_PER_SECOND = 5_000;
/** Length of a turn of producing, ms; then the other stages have theirs on what was written. */
const TURN_MS = 3_000;

/** One line of the result. */
export interface ThroughputRow {
  /** Kind of the bus. */
  readonly bus: string;
  /** How records lay in messages. */
  readonly format: RecordFormat;
  /** What was measured. */
  readonly stage: Stage;
  /** Messages in a second of wall time. */
  readonly messagesPerSecond: number;
  /** Packets in a second of wall time. */
  readonly packetsPerSecond: number;
  /** Length of the measurement. */
  readonly seconds: number;
}

/** Measures, prints a table, and says whether the target holds. */
export async function throughput(context: Context<ThroughputConfig>): Promise<void> {
  const { config, log } = context;
  const { windowUs } = DEFAULT_WINDOW_OPTIONS;
  using model = await untrainedModel(config.backend, { seed: config.seed, windowUs });
  log.info(
    `${config.links} links of ${formatNumber(config.ratePerLinkPps)} packets/s each, ` +
      `2 × 64 LSTM; ${model.reason}; at least ${config.seconds} s a stage`,
  );
  const formats: RecordFormat[] = config.format === "both" ? ["json", "packed"] : [config.format];
  const rows: ThroughputRow[] = [];
  for (const format of formats) rows.push(...await measure(context, format, model));
  context.out(formatTable(
    [
      { header: "bus" },
      { header: "format" },
      { header: "stage" },
      { header: "messages/s", digits: 0 },
      { header: "packets/s", digits: 0 },
      { header: "time", unit: "s", digits: 1 },
    ],
    rows.map((row) => [
      row.bus,
      row.format,
      STAGE_NAMES[row.stage],
      row.messagesPerSecond,
      row.packetsPerSecond,
      row.seconds,
    ]),
  ));
  sayTarget(context, rows);
  context.result({ rows });
}

const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  produce: "produce: encode, write",
  consume: "consume: read, decode",
  pipeline: "pipeline: read, decode, window, forecast, commit",
};

/** Measures one format: the stages take turns on the same messages, so that whatever else the
 * machine does meets all of them. */
async function measure(
  context: Context<ThroughputConfig>,
  format: RecordFormat,
  model: UntrainedModel,
): Promise<ThroughputRow[]> {
  const { config, clock, signal } = context;
  await using place = await measuringPlace(config.bus, context);
  await using bus = await connect(place.address, "create", context);
  const rig = await ThroughputRig.make(bus, { ...config, format, prefix: place.prefix }, model);
  const stages = (["produce", "consume", "pipeline"] as const)
    .filter((stage) => config.stages.includes(stage));
  const sums = new Map<Stage, Sum>(
    (["produce", ...stages] as const).map((stage) => [stage, { ms: 0, messages: 0, packets: 0 }]),
  );
  using progress = context.progress({
    label: `measure ${format}`,
    unit: "s",
    total: stages.length * config.seconds,
  });
  const isShort = (stage: Stage) => sums.get(stage)!.ms < config.seconds * 1000;
  do {
    await rig.mark();
    const turnMs = Math.min(TURN_MS, config.seconds * 1000);
    const untilMs = clock.nowMs() + turnMs;
    while (clock.nowMs() < untilMs) {
      if (isShort("produce")) await timed(sums.get("produce")!, clock, () => rig.produce());
      else await rig.fill();
    }
    if (stages.includes("consume")) {
      const enoughMs = sums.get("consume")!.ms + turnMs;
      while (isShort("consume") && sums.get("consume")!.ms < enoughMs) {
        await timed(sums.get("consume")!, clock, () => rig.consume());
      }
    }
    if (stages.includes("pipeline")) {
      await timed(sums.get("pipeline")!, clock, () => rig.pipeline(signal));
    }
    signal.throwIfAborted();
    const doneMs = stages.map((stage) => Math.min(sums.get(stage)!.ms, config.seconds * 1000));
    progress.update(Math.round(doneMs.reduce((sum, ms) => sum + ms, 0) / 1000));
  } while (stages.some(isShort));
  return stages.map((stage) => {
    const { ms, messages, packets } = sums.get(stage)!;
    return {
      bus: place.kind,
      format,
      stage,
      messagesPerSecond: messages / (ms / 1000),
      packetsPerSecond: packets / (ms / 1000),
      seconds: ms / 1000,
    };
  });
}

interface Sum {
  ms: number;
  messages: number;
  packets: number;
}

async function timed(
  sum: Sum,
  clock: { nowMs(): number },
  work: () => Promise<{ readonly messages: number; readonly packets: number }>,
): Promise<void> {
  const startMs = clock.nowMs();
  const { messages, packets } = await work();
  sum.ms += clock.nowMs() - startMs;
  sum.messages += messages;
  sum.packets += packets;
}

function sayTarget({ out }: Context<ThroughputConfig>, rows: readonly ThroughputRow[]): void {
  const whole = rows.filter(({ stage, format }) => stage === "pipeline" && format === "json");
  for (const { messagesPerSecond } of whole) {
    const times = messagesPerSecond / TARGET_MESSAGES_PER_SECOND;
    out(
      `The target of ${formatNumber(TARGET_MESSAGES_PER_SECOND)} messages/s through the whole ` +
        `pipeline ${times >= 1 ? "holds" : "does not hold"}: ${formatNumber(times, 1)} times that.`,
    );
  }
}
