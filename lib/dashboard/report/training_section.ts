/**
 * The part of the page on the training.
 * @module
 */

import { formatNumber } from "./format_number.ts";
import { type Markup, markup } from "./markup.ts";
import { legend } from "./legend.ts";
import type { ReportData } from "./report_data.ts";
import { svgChart } from "./svg_chart.ts";
import { trainingChart } from "./training_chart.ts";

/** Draws the training curve, or says that there is none. */
export async function trainingSection({ history, bestEpoch }: ReportData): Promise<Markup> {
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  if (history.length === 0) return markup`<p>The training of this model was not recorded.</p>`;
  const summary = best === undefined
    ? `${history.length} epochs.`
    : `Epoch ${bestEpoch} of ${history.length} validated best, with a loss of ` +
      `${formatNumber(best.valLoss, 4)}; its weights were kept.`;
  const chart = await svgChart(trainingChart(history, bestEpoch), {
    id: "training-chart",
    label: `Training and validation loss by epoch. ${summary}`,
    widthPx: 1080,
    heightPx: 280,
  });
  const curves = legend([
    { swatch: "line", color: "near", text: "loss on the training part" },
    { swatch: "line", color: "far", text: "loss on the validation part" },
  ]);
  return markup`<figure>
<figcaption>${summary}</figcaption>
${curves}
<div class="scroll" tabindex="0" role="region" aria-label="Training curve">${chart}</div>
</figure>`;
}
