import assert from "node:assert/strict";
import { helpText } from "#lib/config/help.ts";
import { choice } from "#lib/config/kinds/choice.ts";
import { duration } from "#lib/config/kinds/duration.ts";
import { number } from "#lib/config/kinds/number.ts";
import { path } from "#lib/config/kinds/text.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";

Deno.test("helpText() lays options out with meaning, unit, bounds and default", () => {
  const help = helpText({
    name: "probe",
    purpose: "Try things",
    examples: ["probe --once"],
    options: {
      rate: number({ doc: "Mean rate", default: 32, above: 0, unit: "packets/s" }),
      out: path({ doc: "Write to this `FILE`", required: true }),
      lengthMs: duration({
        doc: "Stop after this much event time, as it stands in the packets",
        defaultNote: "until Ctrl-C",
      }),
      outputFormat: choice(["csv", "parquet", "table"], { doc: "Format", default: "csv" }),
      once: toggle({ doc: "Stop at the end" }),
    },
    checks: [],
  });
  const lines = help.split("\n");
  assert.deepEqual(lines.slice(0, lines.indexOf("Common options:")), [
    "probe: Try things",
    "",
    "Usage: deno task probe [options]",
    "",
    "Options:",
    "  --rate N                      Mean rate (packets/s, above 0; default 32)",
    "  --out FILE                    Write to this FILE (required)",
    "  --length DURATION             Stop after this much event time, as it stands in the packets",
    "                                (default: until Ctrl-C)",
    "  --output-format csv|parquet|table",
    "                                Format (default csv)",
    "  --once                        Stop at the end",
    "",
  ]);
  assert.equal(lines.at(-1), "  deno task probe --once");
});
