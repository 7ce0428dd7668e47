/**
 * What the script `capture` says of itself.
 * @module
 */

import { duration } from "../kinds/duration.ts";
import { paths } from "../kinds/paths.ts";
import { text } from "../kinds/text.ts";
import { toggle } from "../kinds/toggle.ts";
import { busOptions, topicOptions } from "../options/bus.ts";
import { resultOptions } from "../options/follow.ts";
import { packetMeasuresOptions } from "../options/measures.ts";
import { formatOptions, headerOptions } from "../options/records.ts";
import { windowOptions } from "../options/window.ts";
import { jsonOption, statsOptions } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `capture`. */
export const captureOptions = {
  input: paths({
    doc:
      "The capture (pcap, pcapng, snoop, also in gzip or zstd), or a folder of them; several are " +
      "merged by time; `-` is standard input",
    required: true,
  }),
  link: text({
    doc: "Name of the link",
    defaultNote: "the interface's name, else the file's",
  }),
  ...headerOptions,
  realtime: toggle({ doc: "Replay at the capture's own pace, not as fast as it goes" }),
  windowMs: {
    ...windowOptions.windowMs,
    doc: "A link that is silent for this long gets a tick, which closes its windows",
  },
  maxClockSkewMs: duration({
    doc: "Packets of a live pipe whose time lies further ahead of their arrival are set aside as " +
      "dead letters; `0` takes all",
    default: 60_000,
  }),
  ...packetMeasuresOptions,
  ...formatOptions,
  ...busOptions,
  deadLettersTopic: resultOptions.deadLettersTopic,
  ...topicOptions,
  ...statsOptions,
  json: jsonOption,
};

/** The configuration of `capture`. */
export type CaptureConfig = ConfigOf<typeof captureOptions>;

/** Writes the packets of a capture to the bus. */
export const captureScript: Script<typeof captureOptions> = {
  name: "capture",
  purpose: "Write the packets of a capture file or pipe to the bus",
  examples: [
    "capture --input day.pcapng",
    "capture --input day.pcap.gz --link uplink --realtime",
    "capture --input captures --link uplink",
    "capture --input - < day.pcap",
  ],
  options: captureOptions,
  checks: [{
    name: "--dead-letters-topic is not --topic",
    violation: ({ topic, deadLettersTopic }) =>
      topic === deadLettersTopic
        ? `Cannot use the topic "${topic}" twice: expected --topic and --dead-letters-topic to differ`
        : undefined,
  }],
};
