/**
 * Options that are numbers of bytes.
 * @module
 */

import { type Declaration, type Declared, declareOption, type Option } from "../option.ts";
import type { Bounds } from "./bounds.ts";
import { type Scale, scaledKind } from "./scaled.ts";

const sizes: Scale = {
  placeholder: "SIZE",
  name: "a size such as 64MiB or 2GiB",
  units: {
    B: 1,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
  zero: "0B",
};

/** Declares a size; its value, default and bounds are whole bytes, and its property ends in
 * `Bytes`. */
export function size<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  const option = declareOption<number, D>(scaledKind(sizes, declaration), declaration);
  return { ...option, suffix: "Bytes" };
}
