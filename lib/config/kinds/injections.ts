/**
 * Options that are events to inject into traffic.
 * @module
 */

import { INJECTED_KINDS, type InjectedKind } from "#lib/core/traffic_event.ts";
import { type Declaration, declareOption, type Kind, type Option } from "../option.ts";
import { duration } from "./duration.ts";
import { readNumber } from "./read_number.ts";

/** An event that was asked for. */
export interface InjectionRequest {
  /** What happens. */
  readonly kind: InjectedKind;
  /** Its first start, from the start of the traffic. */
  readonly afterMs: number;
  /** How long it takes. */
  readonly lengthMs: number;
  /** From one start to the next; `undefined` for once. */
  readonly everyMs: number | undefined;
  /** Number of the link, from 1 as in its name. */
  readonly link: number;
  /** How strong it is; `undefined` for what is usual. */
  readonly intensity: number | undefined;
}

const anyLength = duration({ doc: "" }).kind;
const KNOWN = INJECTED_KINDS.join("|");
/** kind@start+length, then in this order what may be left out: /every, :link-N, *intensity. */
const FORM = new RegExp(
  `^(${KNOWN})@([^+/:*]+)\\+([^+/:*]+)(?:/([^+/:*]+))?(?::link-(\\d+))?(?:\\*([^+/:*]+))?$`,
);

/** Declares events, each given by the flag once more or behind a comma. None by default. */
export function injections(
  declaration: Pick<Declaration<unknown>, "doc" | "defaultNote">,
): Option<readonly InjectionRequest[]> {
  const kind: Kind<readonly InjectionRequest[]> = {
    placeholder: "EVENT",
    expected: `KIND@START+LENGTH[/EVERY][:link-N][*INTENSITY] such as syn-flood@10m+2m:link-2*8, ` +
      `KIND one of ${INJECTED_KINDS.join(", ")}, EVERY no shorter than LENGTH`,
    bounds: INJECTED_KINDS.join(", "),
    repeatable: true,
    parse(texts) {
      const read = texts.flatMap((text) => text.split(",")).map((text) => readOne(text.trim()));
      return read.every((one) => one !== undefined) ? read : undefined;
    },
    toJson: (value) => value.map(writeOne),
  };
  return declareOption<
    readonly InjectionRequest[],
    { doc: string; default: readonly InjectionRequest[] }
  >(kind, { ...declaration, default: [] });
}

function readOne(text: string): InjectionRequest | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, name, start, length, every, link = "1", strength] = match;
  const kind = INJECTED_KINDS.find((one) => one === name);
  const afterMs = anyLength.parse([start]);
  const lengthMs = anyLength.parse([length]);
  const everyMs = every === undefined ? undefined : anyLength.parse([every]);
  const intensity = strength === undefined ? undefined : readNumber(strength);
  if (kind === undefined || afterMs === undefined || lengthMs === undefined) return undefined;
  const isPeriodWrong = every !== undefined && (everyMs === undefined || everyMs < lengthMs);
  const isStrengthWrong = intensity !== undefined &&
    !(kind !== "outage" && intensity > 0 && intensity <= 1e6);
  if (lengthMs === 0 || isPeriodWrong || isStrengthWrong || Number(link) < 1) return undefined;
  return { kind, afterMs, lengthMs, everyMs, link: Number(link), intensity };
}

function writeOne(request: InjectionRequest): string {
  const { kind, afterMs, lengthMs, everyMs, link, intensity } = request;
  const write = (ms: number) => String(anyLength.toJson(ms));
  return `${kind}@${write(afterMs)}+${write(lengthMs)}` +
    (everyMs === undefined ? "" : `/${write(everyMs)}`) + `:link-${link}` +
    (intensity === undefined ? "" : `*${intensity}`);
}
