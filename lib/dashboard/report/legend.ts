/**
 * Legends in HTML: unlike those within a drawing they keep their size on a small screen.
 * @module
 */

import { type Markup, markup } from "./markup.ts";
import { type Ink, ink } from "./palette.ts";

/** How an entry is drawn: as its part of the chart is. */
export type Swatch = "line" | "dash" | "band" | "bar";

/** An entry of a legend. */
export interface LegendEntry {
  /** Shape of its sign. */
  readonly swatch: Swatch;
  /** Colour of its sign. */
  readonly color: Ink;
  /** What it stands for. */
  readonly text: string;
}

/** Makes a legend. */
export function legend(entries: readonly LegendEntry[]): Markup {
  return markup`<ul class="legend">${
    entries.map(({ swatch, color, text }) =>
      markup`<li><i class="${swatch}" style="--color: ${ink(color)}"></i>${text}</li>`
    )
  }</ul>`;
}
