/**
 * A strict reader of HTML for the tests: every element closed in order, every attribute quoted,
 * every ampersand part of a reference, no id given twice.
 * @module
 */

const VOID = new Set(["meta", "link", "br"]);
const TOKEN =
  /<!DOCTYPE html>|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>/y;
const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/y;

/** Gives what is wrong with a page, each with the text around it; nothing for a good one. */
export function faults(page: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const ids = new Set<string>();
  let at = 0;
  const fault = (what: string) => found.push(`${what} at ${at}: ${page.slice(at, at + 80)}`);
  while (at < page.length && found.length < 5) {
    TEXT.lastIndex = TOKEN.lastIndex = at;
    const text = TEXT.exec(page);
    if (text !== null) {
      at += text[0].length;
      continue;
    }
    const token = TOKEN.exec(page);
    if (token === null) {
      fault("no tag and no text");
      break;
    }
    const [whole, closing, name, attributes, selfClosed] = token;
    const id = / id="([^"]*)"/.exec(attributes ?? "")?.[1];
    if (id !== undefined && ids.has(id)) fault(`id ${id} twice`);
    if (id !== undefined) ids.add(id);
    if (closing === "/") {
      if (open.pop() !== name) fault(`</${name}> closes nothing`);
    } else if (name !== undefined && !VOID.has(name) && selfClosed === "") open.push(name);
    at += whole.length;
  }
  if (open.length > 0 && found.length === 0) found.push(`not closed: ${open.join(", ")}`);
  return found;
}
