import assert from "node:assert/strict";
import { ALERT_STATE_SIZE, AlertPolicy } from "#lib/alert/policy.ts";
import type { AlertEvent } from "#lib/alert/alert_record.ts";

const W = 5_000_000;
const OPTIONS = { threshold: 100, horizon: 3, clearAfter: 2, windowUs: W };

/** Feeds windows given as [count, forecasts…] and gives the events by window number. */
function run(
  policy: AlertPolicy,
  windows: readonly (readonly number[])[],
  first = 0,
): [number, AlertEvent][] {
  const events: [number, AlertEvent][] = [];
  windows.forEach(([count, ...forecasts], i) => {
    const windowEnd = (first + i + 1) * W;
    const event = policy.observe(0, {
      windowEnd,
      watermark: windowEnd + 1,
      count,
      trusted: true,
      values: new Float32Array(forecasts),
      offset: 0,
    });
    if (event) events.push([first + i, event]);
  });
  return events;
}

const EPISODE = [
  [50, 60, 70, 80],
  [60, 80, 95, 101], // the third window ahead passes: open
  [80, 105, 120, 130],
  [140, 150, 90, 80],
  [90, 80, 70, 60], // quiet 1
  [60, 101, 70, 60], // loud again
  [101, 60, 60, 60], // loud: the count itself
  [60, 60, 60, 60], // quiet 1
  [60, 60, 60, 100], // quiet 2 (100 is not above 100): resolved
  [60, 60, 60, 60],
];

Deno.test("AlertPolicy opens once per episode, before it, and resolves it once", () => {
  const events = run(new AlertPolicy(OPTIONS), EPISODE);
  assert.deepEqual(events.map(([i, e]) => [i, e.state]), [[1, "open"], [8, "resolved"]]);
  const open = events[0][1];
  assert.equal(open.horizon, 3);
  assert.equal(open.value, 101);
  assert.equal(open.expectedAt, open.windowEnd + 2 * W, "start of the third window ahead");
  assert.equal(events[1][1].openedAt, open.openedAt, "both records belong to one incident");
});

Deno.test("AlertPolicy looks no further than its horizon", () => {
  const policy = new AlertPolicy({ ...OPTIONS, horizon: 1 });
  assert.deepEqual(run(policy, EPISODE).map(([i]) => i), [2, 8]);
});

Deno.test("AlertPolicy does not open on a forecast that is not trusted", () => {
  const policy = new AlertPolicy(OPTIONS);
  const outlook = {
    windowEnd: W,
    watermark: W,
    count: 500,
    trusted: false,
    values: new Float32Array([500, 500, 500]),
    offset: 0,
  };
  assert.equal(policy.observe(0, outlook), undefined);
  assert.equal(policy.observe(0, { ...outlook, trusted: true })?.state, "open");
});

Deno.test("AlertPolicy continues the same from an exported state at any window", () => {
  const whole = run(new AlertPolicy(OPTIONS), EPISODE);
  for (let cut = 0; cut <= EPISODE.length; cut++) {
    const before = new AlertPolicy(OPTIONS);
    const events = run(before, EPISODE.slice(0, cut));
    const state = new Float64Array(ALERT_STATE_SIZE);
    before.exportState(0, state, 0);
    const after = new AlertPolicy(OPTIONS);
    after.importState(0, state, 0);
    events.push(...run(after, EPISODE.slice(cut), cut));
    assert.deepEqual(events, whole, `cut before window ${cut}`);
  }
});

Deno.test("AlertPolicy keeps links apart and forgets one when told", () => {
  const policy = new AlertPolicy(OPTIONS);
  const loud = { watermark: W, count: 1, trusted: true, values: new Float32Array(6).fill(200) };
  assert.ok(policy.observe(0, { ...loud, windowEnd: W, offset: 0 }));
  assert.ok(policy.observe(1, { ...loud, windowEnd: W, offset: 3 }));
  policy.forget(0);
  assert.ok(policy.observe(0, { ...loud, windowEnd: 2 * W, offset: 0 }), "opens anew");
  assert.equal(policy.observe(1, { ...loud, windowEnd: 2 * W, offset: 3 }), undefined);
});

Deno.test("AlertPolicy ends an incident at a partial window, and tells the next congestion anew", () => {
  const policy = new AlertPolicy(OPTIONS);
  const [[, open]] = run(policy, [[50, 120, 60, 60], [150, 60, 60, 60]]);
  const partial = { windowEnd: 3 * W, watermark: 3 * W - 7, count: 80 };
  assert.deepEqual(policy.end(0, partial), {
    state: "resolved",
    openedAt: open.openedAt,
    windowEnd: 3 * W,
    watermark: 3 * W - 7,
    horizon: 0,
    value: 80,
    expectedAt: 3 * W,
  });
  assert.equal(policy.end(0, { ...partial, windowEnd: 4 * W }), undefined, "none is open");
  const [[, again]] = run(policy, [[150, 60, 60, 130]], 1_000);
  assert.equal(again.state, "open");
  assert.equal(again.openedAt, 1_001 * W);
});

Deno.test("AlertPolicy ends no incident of a link that has none", () => {
  const policy = new AlertPolicy(OPTIONS);
  assert.equal(policy.end(0, { windowEnd: W, watermark: W, count: 500 }), undefined);
});
