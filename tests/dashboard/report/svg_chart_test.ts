import assert from "node:assert/strict";
import { svgChart } from "#lib/dashboard/report/svg_chart.ts";

const OPTION = {
  xAxis: { type: "value" as const },
  yAxis: { type: "value" as const },
  series: [{ type: "line" as const, data: [[1, 2], [2, 3]] }],
};

Deno.test("svgChart() gives SVG that scales, says what it shows, and has ids of its own", async () => {
  const frame = { label: `a "b" & <c>`, widthPx: 300, heightPx: 200 };
  const first = (await svgChart(OPTION, { ...frame, id: "first" })).text;
  const second = (await svgChart(OPTION, { ...frame, id: "second" })).text;
  assert.match(
    first,
    /^<svg class="chart" viewBox="0 0 300 200" role="img" aria-label="a &quot;b&quot; &amp; &lt;c&gt;">/,
  );
  assert.match(first, /id="first-c0"/);
  assert.match(first, /clip-path="url\(#first-c0\)"/);
  assert.equal(second.replaceAll("second-", "first-"), first);
  assert.doesNotMatch(first, /<style|xmlns|ecmeta|:hover/);
});

Deno.test("svgChart() leaves nothing behind that keeps the process alive", async () => {
  const program = `import { svgChart } from "#lib/dashboard/report/svg_chart.ts";
    await svgChart({}, { id: "x", label: "x", widthPx: 300, heightPx: 200 });`;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
    cwd: new URL("../../..", import.meta.url),
    // Without an end of its own it would run for ever: this only ends the test then.
    signal: AbortSignal.timeout(120_000),
  }).output();
  assert.equal(code, 0);
});
