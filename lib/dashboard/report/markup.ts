/**
 * HTML that cannot be broken by what it shows: text is escaped unless it is HTML already.
 * @module
 */

/** A piece of finished HTML. */
export class Markup {
  /** The HTML itself. */
  readonly text: string;

  /**
   * Takes HTML as it is.
   * @param text well formed in itself
   */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template: text, which is escaped, and HTML, which is not. */
export type Content = string | number | Markup | undefined | readonly Content[];

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes HTML of a template: its own text is HTML, the values in it are content. It is not called
 * `html`, since formatters lay out templates of that name, and with them what is drawn.
 *
 * @example
 * ```ts
 * import { markup } from "#lib/dashboard/report/markup.ts";
 *
 * markup`<td>${"a < b"}</td>`.text; // "<td>a &lt; b</td>"
 * ```
 */
export function markup(template: TemplateStringsArray, ...content: readonly Content[]): Markup {
  return new Markup(template.reduce((text, part, i) => text + write(content[i - 1]) + part));
}

function write(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(write).join("");
  return String(content).replace(/[&<>"']/g, (character) => ESCAPED[character]);
}
