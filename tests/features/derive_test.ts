import assert from "node:assert/strict";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
import { windowsOf } from "./window_rows.ts";

Deno.test("deriveFeatures() gives the features of each window by their definition", () => {
  const windows = windowsOf([
    { at: 1, packets: 5, bytes: 301, spanUs: 1_000_000, protocol: 2 },
    { at: 2 },
    { at: 3, packets: 1, bytes: 60, protocol: 1 },
    { at: 4, packets: 2, bytes: 121, spanUs: 3, protocol: 3 },
  ]);
  const columns = featureColumns(windows.length);
  deriveFeatures(windows, columns);
  const byName = Object.fromEntries(FEATURES.map(({ name }, f) => [name, [...columns[f]]]));
  assert.deepEqual(byName, {
    total_bytes: [301, 0, 60, 121],
    avg_packet_size: [60.2, 0, 60, 60.5],
    packet_count: [5, 0, 1, 2],
    avg_inter_arrival_time: [0.25, 0, 0, 0.000003],
    protocol_encoded: [2, 0, 1, 3],
  });
});

Deno.test("each target is a feature that the model sees", () => {
  assert.deepEqual(
    TARGETS.map(({ name, feature }) => [name, FEATURES[feature].name]),
    [["packets", "packet_count"]],
  );
});
