import assert from "node:assert/strict";
import { linkSection } from "#lib/dashboard/report/link_section.ts";
import type {
  ReportAlert,
  ReportData,
  ReportLink,
  ReportOutcome,
} from "#lib/dashboard/report/report_data.ts";
import { sampleReport, START_US, WINDOW_US } from "./sample_report.ts";

/** The plot spans 930 px from 72 px on; 100 windows make 9.3 px each. */
const WINDOW_PX = 9.3;

function at(window: number): number {
  return START_US + window * WINDOW_US;
}

async function draw(change: Partial<ReportLink>, outcomes: ReportOutcome[] = []): Promise<string> {
  const data: ReportData = { ...sampleReport({ links: 1, windows: 100 }), alertOutcomes: outcomes };
  const link = { ...data.links[0], alerts: [], congestions: [], ...change };
  return (await linkSection(link, data, "x")).text;
}

function alert(window: number, resolved?: number): ReportAlert {
  const resolvedAt = resolved === undefined ? undefined : at(resolved);
  return { openedAt: at(window), expectedAt: at(window + 8), value: 120, resolvedAt };
}

function warned(window: number, leadWindows: number): ReportOutcome {
  const [openedAt, congestionStart] = [at(window), at(window + leadWindows)];
  const leadTimeUs = congestionStart - openedAt;
  const outcome = leadTimeUs > 0 ? "warned" : "late";
  return { link: "uplink-0", openedAt, expectedAt: openedAt, congestionStart, leadTimeUs, outcome };
}

Deno.test("linkSection() draws an alert from its opening to its end, with its lead time", async () => {
  const page = await draw({ alerts: [alert(20, 40)] }, [warned(20, 8)]);
  const left = 72 + 20 * WINDOW_PX;
  assert.ok(page.includes(`M${left} 24l${20 * WINDOW_PX} 0l0 9`), "bar");
  assert.ok(page.includes(`M${left} 24L${left} 278`), "thread");
  assert.match(page, /fill="var\(--warned\)">40 s ahead<\/text>/);
  assert.ok(page.includes("alert: warned before</li>"));
});

Deno.test("linkSection() names late and false alarms, and leaves out texts that would overlap", async () => {
  const alerts = [alert(20, 22), alert(24, 26), alert(60, 62)];
  const page = await draw({ alerts }, [
    warned(20, -2),
    warned(24, 3),
    { link: "uplink-0", openedAt: at(60), expectedAt: at(61), outcome: "false alarm" },
  ]);
  assert.match(page, /fill="var\(--late\)">10 s late</);
  assert.match(page, /fill="var\(--false-alarm\)">false alarm</);
  assert.doesNotMatch(page, /15 s ahead/);
});

Deno.test("linkSection() leaves out alerts and congestions outside the windows drawn", async () => {
  const page = await draw({
    alerts: [alert(-30, -20), alert(130)],
    congestions: [{ start: at(-9), end: at(-2) }, { start: at(101), end: at(105) }],
  });
  assert.doesNotMatch(page, /fill="var\(--soft\)" opacity/);
  assert.doesNotMatch(page, /<polygon/);
  assert.ok(page.includes("no congestions, no alerts."));
});

Deno.test("linkSection() shades congestions to the edge of the plot, sudden ones in their own colour", async () => {
  const page = await draw({
    congestions: [{ start: at(-9), end: at(10) }, { start: at(50), end: at(60), sudden: true }],
  });
  const shade = (from: number, to: number) => `points="${from} 278 ${to} 278 ${to} 46 ${from} 46"`;
  assert.ok(page.includes(`${shade(72, 165)} fill="var(--congestion)"`));
  assert.ok(page.includes(`${shade(537, 630)} fill="var(--sudden)"`));
  assert.ok(page.includes("congestion without a sign</li>"));
});

Deno.test("linkSection() draws no texts and threads among more than 40 alerts", async () => {
  const windows = Array.from({ length: 41 }, (_, i) => 2 * i);
  const outcomes = windows.map((window) => warned(window, 2));
  const page = await draw({ alerts: windows.map((window) => alert(window, window + 1)) }, outcomes);
  assert.doesNotMatch(page, / s ahead<\/text>|stroke-dasharray="3,3"/);
});

Deno.test("linkSection() describes the chart in words", async () => {
  const page = await draw({ actual: new Array(100).fill(50), alerts: [alert(20)] });
  assert.match(
    page,
    /role="img" aria-label="Packets per window on uplink-0, counted and forecast. 100 windows, 50\.0 packets in the mean, 50 at most; no congestions, 1 alert\."/,
  );
});
