/**
 * The documentation as the tests see it.
 * @module
 */

import { join } from "node:path";

/** Folder of the project. */
export const ROOT: string = new URL("../..", import.meta.url).pathname;

/** One page. */
export interface Page {
  /** Path from the project's folder. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
}

/** Gives every page that people read. */
export function readDocs(): Page[] {
  const docs = [...Deno.readDirSync(join(ROOT, "docs"))]
    .filter(({ name }) => name.endsWith(".md"))
    .map(({ name }) => `docs/${name}`);
  return ["README.md", "CHANGELOG.md", "models/README.md", ...docs.toSorted()]
    .map((path) => ({ path, text: readFile(path) }));
}

/** Gives the text of a file. @param path from the project's folder */
export function readFile(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path));
}

/** Gives the contents of a page's code blocks of a language. */
export function codeBlocks(text: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(pattern)].map(([, code]) => code);
}

/** Gives the cells of the first table below a heading, row by row, without its head. */
export function tableBelow(text: string, heading: string): string[][] {
  const section = text.slice(text.indexOf(`\n${heading}\n`));
  const [table] = /(?:^\|.*\|$\n?)+/m.exec(section) ?? [""];
  return table.trimEnd().split("\n").slice(2).map((line) =>
    line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
  );
}
