import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { LinkHistories } from "#lib/forecast/link_histories.ts";

/** Pushes windows 0, 1, … whose two features are t and −t. */
function filled(lookback: number, windows: number): LinkHistories {
  const histories = new LinkHistories(lookback, 2);
  const t = Float64Array.from({ length: windows }, (_, i) => i + 0.1);
  const columns = [t, t.map((v) => -v)];
  for (let row = 0; row < windows; row++) histories.push(7, row * 5, 5, columns, row);
  return histories;
}

/** Gives the columns of link 7. */
function columnsOf(histories: LinkHistories): number[][] {
  const columns = [new Float64Array(histories.lookback), new Float64Array(histories.lookback)];
  histories.copyColumns(7, columns);
  return columns.map((column) => [...column]);
}

Deno.test("a history holds the newest windows, the oldest first", () => {
  assert.deepEqual(columnsOf(filled(3, 2)), [[0.1, 1.1, 0], [-0.1, -1.1, 0]]);
  assert.deepEqual(columnsOf(filled(3, 5)), [[2.1, 3.1, 4.1], [-2.1, -3.1, -4.1]]);
});

Deno.test("a state restores into a shorter lookback with the newest windows", () => {
  const shorter = new LinkHistories(2, 2);
  shorter.importState(7, filled(3, 5).exportState(7));
  assert.deepEqual(columnsOf(shorter), [[3.1, 4.1], [-3.1, -4.1]]);
  const column = Float64Array.of(9);
  assert.equal(shorter.push(7, 25, 5, [column, column], 0), 2, "goes on without a break");
});

Deno.test("a state restores into a longer lookback, which then is not yet full", () => {
  const longer = new LinkHistories(5, 2);
  longer.importState(7, filled(3, 4).exportState(7));
  const column = Float64Array.of(9);
  assert.equal(longer.push(7, 20, 5, [column, column], 0), 4);
});

Deno.test("a state of other features is refused", () => {
  const other = new LinkHistories(3, 3);
  assert.throws(() => other.importState(7, filled(3, 3).exportState(7)), (error) => {
    return error instanceof UserError &&
      /holds 2 features a window, the model has 3/.test(error.message);
  });
});
