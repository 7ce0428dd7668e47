import { equal } from "node:assert/strict";
import { summary } from "./decode.ts";
import { LINK_SAMPLES, TCP_LINE } from "./link_layer_samples.ts";

for (const { name, linkType, packet, expected = TCP_LINE } of LINK_SAMPLES) {
  Deno.test(`HeaderDecoder reads ${name} (link type ${linkType})`, () => {
    equal(summary(linkType, packet), expected);
    equal(summary(linkType, packet, "inner"), expected);
  });
}
