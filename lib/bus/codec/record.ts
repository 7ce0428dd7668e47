/**
 * What both formats of a record share: the version, the bounds that make a record bad, and the
 * columns that a reader may leave out.
 * @module
 */

/** Version of the packet record, in both formats. Fields may be added under one version; a
 * reader ignores those it does not know. */
export const RECORD_VERSION = 1;

/** Latest event time that a record may carry, µs: beyond it a double skips integers. */
export const MAX_TS_US: number = Number.MAX_SAFE_INTEGER;

/** Longest name of a link, in UTF-16 units. */
export const MAX_LINK_LENGTH = 255;

/** Largest JSON record, in UTF-16 units of its text or bytes of its UTF-8. */
export const MAX_JSON_SIZE = 2 ** 20;

/** Most rows of one packed message. */
export const MAX_PACKED_ROWS = 8_192;

/**
 * Which columns a decoder fills. `counters` is what windows need: kind, ts, link, len and proto;
 * it leaves families, ports and what TCP says at 0 and addresses as they lie, and does not look whether those
 * fields of a record are right.
 */
export type RecordColumns = "all" | "counters";

/** What decoding one message gave: how many rows, {@link NO_ROOM}, or why the message is bad. */
export type DecodedRows = number | string;

/** Says that the batch has too little room for the message's rows; none were added. */
export const NO_ROOM: number = -1;

/** Why a message is refused that a newer program may have made. */
export const BAD_VERSION = "unknown version";
/** Why an event time is refused. */
export const BAD_TS = "ts is not an integer of 0 to 2^53 - 1 microseconds";
/** Why a record's kind is refused. */
export const BAD_KIND = "kind is not packet, tick or end";
/** Why a link is refused. */
export const BAD_LINK = "link is not a text of 1 to 255 characters, none of them a control";
/** Why a message is refused whose key is not its link. */
export const BAD_KEY = "the message's key is not its link";

// C0 and C1 controls: they would reach terminals, and a NUL does not survive every bus.
// deno-lint-ignore no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

/** Says whether a text can name a link: 1 to {@link MAX_LINK_LENGTH} UTF-16 units of well-formed
 * Unicode, without control characters. */
export function isLinkName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_LINK_LENGTH && name.isWellFormed() &&
    !CONTROLS.test(name);
}
