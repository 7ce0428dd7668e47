/**
 * How deep a JSON text nests, found before it is parsed: a hostile text may nest half a million
 * levels, which costs memory and, in whatever walks the result, the stack.
 * @module
 */

/** Says whether a JSON text that starts with `{` nests deeper than `levels`. For a text that is
 * not JSON the answer means nothing. */
export function isDeeperThan(text: string, levels: number): boolean {
  // Flat records, nearly all of them, are told by two fast searches.
  if (!text.includes("[") && !text.includes("{", 1)) return levels < 1;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > levels) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
