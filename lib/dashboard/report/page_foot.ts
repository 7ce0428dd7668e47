/**
 * The foot of the page: how to make the same report again.
 * @module
 */

import { type Markup, markup } from "./markup.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the foot: command, model and its options. */
export function pageFoot({ command, model }: ReportData): Markup {
  const options = Object.entries(model.options)
    .map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`);
  const details = markup`<details>
<summary>Options of the model</summary>
<dl class="options">${options}</dl>
</details>`;
  return markup`<footer>
<h2>Make this report again</h2>
<pre><code>${command}</code></pre>
<p>Model ${model.name}, hash <code>${model.hash}</code>.</p>
${options.length === 0 ? undefined : details}
</footer>`;
}
