/**
 * The foot of the page: how to make the same report again.
 * @module
 */

import { type Html, html } from "./html.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the foot: command, model and its options. */
export function pageFoot({ command, model }: ReportData): Html {
  const options = Object.entries(model.options);
  return html`<footer>
<h2 id="again">Make this report again</h2>
<pre><code>${command}</code></pre>
<p>Model ${model.name}, hash <code>${model.hash}</code>.</p>
${
    options.length === 0 ? undefined : html`
      <details>
        <summary>Options of the model</summary>
        <dl class="options">${options.map(([name, value]) =>
          html`
            <dt>${name}</dt>
            <dd>${value}</dd>
          `
        )}</dl>
      </details>
    `
  }
</footer>`;
}
