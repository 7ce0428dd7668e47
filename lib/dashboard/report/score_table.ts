/**
 * The table of scores: model by horizon, for all links together, and for each in a fold.
 * @module
 */

import { formatLength } from "./format_instant.ts";
import { type Html, html } from "./html.ts";
import { POOLED, type ReportData, type ReportScore } from "./report_data.ts";
import { SCORE_COLUMNS, type ScoreColumn } from "./score_columns.ts";

/** Most groups of rows in the fold; a thousand links would make the page slow. */
const MAX_GROUPS = 400;

/** Makes the tables, with a line that says what the columns mean. */
export function scoreTable({ scores, target, windowUs }: ReportData): Html {
  if (scores.length === 0) return html`<p>No forecast was scored.</p>`;
  const columns = SCORE_COLUMNS.filter(({ name }) =>
    name !== "Accuracy" || scores.some(({ accuracy }) => accuracy !== undefined)
  );
  const groups = groupsOf(scores);
  const pooled = groups.filter(([{ link }]) => link === POOLED);
  const single = groups.filter(([{ link }]) => link !== POOLED);
  const caption = `MAE and RMSE in ${target} per window; the lowest MAE of each horizon is bold`;
  return html`
    ${table(`All links together. ${caption}.`, pooled, columns, windowUs)}
    <p class="note">${columns.map(({ name, meaning }) =>
      html`
        <b>${name}</b> ${meaning}.
      `
    )}</p>
    ${single.length === 0 ? undefined : html`
      <details>
      <summary>Scores of each link</summary>
      ${table(`Each link. ${caption}.`, single.slice(0, MAX_GROUPS), columns, windowUs)}
      ${single.length <= MAX_GROUPS
        ? undefined
        : html`<p class="note">The first ${MAX_GROUPS} of ${single.length} groups are listed.</p>`}
      </details>
    `}
  `;
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
): Html {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Scores">
      <table>
    <caption>${caption}</caption>
    <thead><tr><th scope="col">Forecast</th><th scope="col">Model</th>${columns.map((
      { name, unit, meaning },
    ) =>
      html`
        <th scope="col"
          class="number"><abbr title="${meaning}">${name}</abbr> <small>${unit}</small></th>
      `
    )}</tr></thead>
    ${groups.map((group) => body(group, columns, windowUs))}
      </table>
    </div>
  `;
}

function body(
  group: readonly ReportScore[],
  columns: readonly ScoreColumn[],
  windowUs: number,
): Html {
  const [{ link, target, horizon }] = group;
  const lowest = Math.min(...group.map(({ mae }) => mae).filter(Number.isFinite));
  const ahead = `${horizon} window${horizon === 1 ? "" : "s"} ahead`;
  const head = html`
    <th scope="rowgroup"
      rowspan="${group.length}">${link === POOLED
        ? undefined
        : html`${link}<br>`}${target}, ${ahead} <small>${formatLength(
          horizon * windowUs,
        )}</small></th>
  `;
  return html`<tbody>${
    group.map((score, i) =>
      html`
        <tr${score.mae === lowest
          ? html`
            class="best"
          `
          : undefined}>${i === 0 ? head : undefined}<th scope="row">${score.model}</th>${columns
          .map(({ write }) => html`<td class="number">${write(score)}</td>`)}</tr>
      `
    )
  }</tbody>`;
}
