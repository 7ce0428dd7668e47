/**
 * Parts lists that are written with commas.
 * @module
 */

/** Gives the parts between commas of all texts, trimmed. */
export function splitCommas(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).map((part) => part.trim());
}
