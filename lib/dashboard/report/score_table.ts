/**
 * The table of scores: model by horizon, for all links together, and for each in a fold.
 * @module
 */

import { formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Markup, markup } from "./markup.ts";
import { plural } from "./plural.ts";
import { POOLED, type ReportData, type ReportScore } from "./report_data.ts";
import { SCORE_COLUMNS, type ScoreColumn } from "./score_columns.ts";

/** Most groups of rows in the fold; a thousand links would make the page slow. */
const MAX_GROUPS = 400;

/** Makes the tables, with a line that says what the columns mean. */
export function scoreTable({ scores, target, windowUs }: ReportData): Markup {
  if (scores.length === 0) return markup`<p>No forecast was scored.</p>`;
  const columns = SCORE_COLUMNS.filter(({ value }) =>
    scores.some((score) => Number.isFinite(value(score)))
  );
  const groups = groupsOf(scores);
  const pooled = groups.filter(([{ link }]) => link === POOLED);
  const single = groups.filter(([{ link }]) => link !== POOLED);
  const caption = `MAE and RMSE in ${target} per window; the lowest MAE of each horizon is bold`;
  const meanings = columns.map(({ name, meaning }) => markup`<b>${name}</b> ${meaning}. `);
  const folded = markup`<details>
<summary>Scores of each link</summary>
${table(`Each link. ${caption}.`, single.slice(0, MAX_GROUPS), columns, windowUs)}
${single.length <= MAX_GROUPS ? undefined : cut(single.length)}
</details>`;
  return markup`${table(`All links together. ${caption}.`, pooled, columns, windowUs)}
<p class="note">${meanings}</p>
${single.length === 0 ? undefined : folded}`;
}

function cut(groups: number): Markup {
  const [shown, all] = [MAX_GROUPS, groups].map((count) => formatNumber(count));
  return markup`<p class="note">Listed are the first ${shown} of ${all} pairs of link and horizon.</p>`;
}

/** Brings together what competes: the models for one link, target and horizon. */
function groupsOf(scores: readonly ReportScore[]): ReportScore[][] {
  return [
    ...Map.groupBy(scores, ({ link, target, horizon }) => JSON.stringify([link, target, horizon]))
      .values(),
  ];
}

function table(
  caption: string,
  groups: readonly ReportScore[][],
  columns: readonly ScoreColumn[],
  windowUs: number,
): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Scores">
<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Forecast</th><th scope="col">Model</th>${
    columns.map(heading)
  }</tr></thead>
${groups.map((group) => body(group, columns, windowUs))}
</table>
</div>`;
}

function heading({ name, unit, meaning }: ScoreColumn): Markup {
  const text = markup`<abbr title="${meaning}">${name}</abbr> <small>${unit}</small>`;
  return markup`<th scope="col" class="number">${text}</th>`;
}

function body(
  group: readonly ReportScore[],
  columns: readonly ScoreColumn[],
  windowUs: number,
): Markup {
  const [{ link, target, horizon }] = group;
  const lowest = Math.min(...group.map(({ mae }) => mae).filter(Number.isFinite));
  const name = link === POOLED ? undefined : markup`${link}<br>`;
  const ahead = `${target}, ${plural(horizon, "window")} ahead`;
  const length = formatLength(horizon * windowUs);
  const head = markup`<th scope="rowgroup" rowspan="${group.length}">${name}${ahead}
<small>${length}</small></th>`;
  const rows = group.map((score, i) =>
    markup`<tr class="${score.mae === lowest ? "best" : ""}">${i === 0 ? head : undefined}
<th scope="row">${score.model}</th>${columns.map((column) => cell(score, column))}</tr>
`
  );
  return markup`<tbody>${rows}</tbody>`;
}

function cell(score: ReportScore, { value, decimals }: ScoreColumn): Markup {
  return markup`<td class="number">${formatNumber(value(score), decimals)}</td>`;
}
