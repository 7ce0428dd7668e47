/**
 * What a link costs in computing: decoding, windows, features, the LSTM, records, state; no bus.
 * @module
 */

import process from "node:process";
import type { FetchedMessages } from "#lib/bus/bus.ts";
import type { LinkPipeline } from "#lib/app/link_pipeline.ts";
import type { UntrainedModel } from "#lib/app/untrained_model.ts";
import { asFetched, type LinkTraffic, messagesOfWindow } from "./link_traffic.ts";
import { makePipeline, warmStates } from "./make_pipeline.ts";

/** What was measured. */
export interface PipelineCost extends LinkTraffic {
  /** CPU time of a window of a link, with its packets, µs. */
  readonly cpuUsPerLinkWindow: number;
  /** CPU time of a packet, with its share of the window, µs. */
  readonly cpuUsPerPacket: number;
  /** Links that one busy core keeps up with, in windows of 5 s at this rate. */
  readonly linksPerCore: number;
  /** Windows measured. */
  readonly windows: number;
}

/** Measures for at least so many seconds of CPU time. */
export function pipelineCost(
  model: UntrainedModel,
  traffic: LinkTraffic,
  seconds: number,
): PipelineCost {
  const pipeline = makePipeline(model);
  const { entries, window: first } = warmStates(model, traffic);
  pipeline.restore(0, entries);
  let window = first;
  let cpuUs = 0;
  let rounds = 0;
  while (cpuUs < seconds * 1e6) {
    const messages = asFetched(messagesOfWindow(traffic, window++));
    const before = process.cpuUsage();
    work(pipeline, messages);
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
    rounds++;
  }
  const cpuUsPerLinkWindow = cpuUs / (rounds * traffic.links);
  return {
    ...traffic,
    cpuUsPerLinkWindow,
    cpuUsPerPacket: cpuUsPerLinkWindow / traffic.packetsPerWindow,
    linksPerCore: Math.floor(model.parts.windowUs / cpuUsPerLinkWindow),
    windows: rounds * traffic.links,
  };
}

/** Takes messages in, step by step; the state is made as for commits every 200 ms of a window. */
export function work(pipeline: LinkPipeline, messages: FetchedMessages): number {
  let stateBytes = 0;
  const take = () => {
    for (const { key, value } of pipeline.takeStep().state) {
      stateBytes += key.length + (value?.length ?? 0);
    }
  };
  for (let rest: readonly FetchedMessages[] = [messages]; rest.length > 0;) {
    rest = pipeline.process(rest).rest;
    if (pipeline.isFull) take();
  }
  take();
  return stateBytes;
}
