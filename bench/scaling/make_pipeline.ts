/**
 * A pipeline for measurements: full size, all defaults, no alerts.
 * @module
 */

import { LinkPipeline } from "#lib/app/link_pipeline.ts";
import type { UntrainedModel } from "#lib/app/untrained_model.ts";
import type { FetchedMessages } from "#lib/bus/bus.ts";
import { Topic } from "#lib/bus/topics.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { asFetched, type LinkTraffic, messagesOfWindow, nameOf } from "./link_traffic.ts";

/** Makes one. */
export function makePipeline({ parts, backend }: UntrainedModel): LinkPipeline {
  return new LinkPipeline({
    forecaster: parts,
    origin: { target: parts.target.name, modelHash: "untrained", backend },
    windows: DEFAULT_WINDOW_OPTIONS,
    alerts: { threshold: 1e12, horizon: 12, clearAfter: 3, windowUs: parts.windowUs },
    topics: {
      topic: Topic.packets,
      forecastsTopic: Topic.forecasts,
      alertsTopic: Topic.alerts,
      deadLettersTopic: Topic.deadLetters,
    },
  });
}

/** Windows before a link is forecast by the model, and a few more. */
const WARM_UP = 13;

/** What {@link warmStates} gives. */
export interface Warm {
  /** State of each link, as a commit has it. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
  /** The window that comes next. */
  readonly window: number;
}

/** Makes the states of links whose lookback is full: all as the one of the first link, since to
 * bring each there takes longer than the measurement. */
export function warmStates(model: UntrainedModel, traffic: LinkTraffic): Warm {
  const pipeline = makePipeline(model);
  let state: Uint8Array | undefined;
  for (let window = 0; window < WARM_UP; window++) {
    const messages = asFetched(messagesOfWindow({ ...traffic, links: 1 }, window));
    for (let rest: readonly FetchedMessages[] = [messages]; rest.length > 0;) {
      rest = pipeline.process(rest).rest;
      state = pipeline.takeStep().state.find(({ key }) => key === nameOf(0))?.value ?? state;
    }
  }
  const names = Array.from({ length: traffic.links }, (_, link) => nameOf(link));
  return { entries: new Map(names.map((name) => [name, state!])), window: WARM_UP };
}
