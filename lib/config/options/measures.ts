/**
 * Options of TCP measures.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { integer } from "../kinds/number.ts";

/** How many flows are followed. */
export const flowOptions = {
  maxFlows: integer({
    doc: "Flows that are followed at a time, 112 bytes each; beyond it the longest silent give way",
    default: 131_072,
    min: 8,
    max: 67_108_864,
  }),
};

/** Whether packets get TCP measures on their way to the bus. */
export const packetMeasuresOptions = {
  measures: choice(["tcp", "basic"], {
    doc: "What packets carry besides: `tcp` is round-trip times, retransmissions and new flows",
    default: "tcp",
  }),
  ...flowOptions,
};

/** Whether windows hold TCP measures. */
export const windowMeasuresOptions = {
  measures: choice(["tcp", "basic"], {
    doc:
      "What windows hold besides: `tcp` is round-trip times, retransmissions, flows, SYN, RST, " +
      "sources and ports",
    default: "tcp",
  }),
  ...flowOptions,
};
