/**
 * HTML that cannot be broken by what it shows: text is escaped unless it is HTML already.
 * @module
 */

/** A piece of finished HTML. */
export class Html {
  /** The markup. */
  readonly text: string;

  /**
   * Takes finished markup.
   * @param text well formed in itself
   */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template: text, which is escaped, and HTML, which is not. */
export type Content = string | number | Html | undefined | readonly Content[];

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes HTML of a template: its own text is markup, the values in it are content.
 *
 * @example
 * ```ts
 * import { html } from "#lib/dashboard/report/html.ts";
 *
 * html`<td>${"a < b"}</td>`.text; // "<td>a &lt; b</td>"
 * ```
 */
export function html(markup: TemplateStringsArray, ...content: readonly Content[]): Html {
  return new Html(markup.reduce((text, part, i) => text + write(content[i - 1]) + part));
}

function write(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(write).join("");
  return String(content).replace(/[&<>"']/g, (character) => ESCAPED[character]);
}
