/**
 * An option, declared once: what it accepts, its default and its meaning. Flags, environment,
 * configuration file, `--help` and `docs/configuration.md` all come from this declaration.
 * @module
 */

/** What JSON can hold; the form of values in configuration files and in `--dump`. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json;
};

/** How the values of a kind of option are read and written. */
export interface Kind<T> {
  /** Stands for the value in `--help`, such as `DURATION`; empty where a flag takes none. */
  readonly placeholder: string;
  /** What is accepted, as the end of a sentence: "a whole number from 1 to 1,024". */
  readonly expected: string;
  /** The bounds alone, for tables: "1 to 1,024"; empty where there are none. */
  readonly bounds: string;
  /** True where giving the option again adds a value, not replaces it. */
  readonly repeatable: boolean;
  /**
   * Reads what the user gave.
   * @param texts the value's texts: one, or several where a list is given in parts
   * @returns `undefined` if that is not what is {@link Kind.expected}
   */
  parse(texts: readonly string[]): T | undefined;
  /** Writes a value as a configuration file holds it; `parse` reads it back. */
  toJson(value: T): Json;
}

/** What every declaration says besides its kind. */
export interface Declaration<T> {
  /** What the option decides: a sentence without its full stop. */
  readonly doc: string;
  /** The value where none is given. Without it the value is `undefined`. */
  readonly default?: T;
  /** True where the user must give a value. */
  readonly required?: boolean;
  /** Says what happens by default, where the default is no fixed value. */
  readonly defaultNote?: string;
  /** What a number counts: "packets/s". */
  readonly unit?: string;
  /** End of the property's name that names its unit in code and is no part of the option's name:
   * with `Pps`, the property `ratePps` is the option `--rate`. */
  readonly suffix?: string;
}

/** An option; `T` is the type of its value in the configuration. */
export interface Option<T> {
  /** Reads and writes the values that are given. */
  readonly kind: Kind<NonNullable<T>>;
  /** What the option decides. */
  readonly doc: string;
  /** The value where none is given; without meaning where one is required. */
  readonly default: T;
  /** True where the user must give a value. */
  readonly required: boolean;
  /** Says what happens by default, where the default is no fixed value. */
  readonly defaultNote: string | undefined;
  /** What a number counts; empty for other kinds. */
  readonly unit: string;
  /** End of the property's name that is no part of the option's name. */
  readonly suffix: string;
  /** Gives the value from those of the script's other options, where none is given. */
  derive?(others: Readonly<Record<string, unknown>>): T;
}

/** Options by property of the configuration. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The value that a declaration leads to: `undefined` is among them only without a default. */
export type Declared<T, D> = D extends { readonly default: T } | { readonly required: true } ? T
  : T | undefined;

/** Makes an option of a kind; the functions in `kinds/` are the way to call it. */
export function declareOption<T, const D extends Declaration<T>>(
  kind: Kind<T>,
  declaration: D,
): Option<Declared<T, D>> {
  return {
    kind: kind as Kind<NonNullable<Declared<T, D>>>,
    doc: declaration.doc,
    // The one place where the type says more than the compiler can follow.
    default: declaration.default as Declared<T, D>,
    required: declaration.required ?? false,
    defaultNote: declaration.defaultNote,
    unit: declaration.unit ?? "",
    suffix: declaration.suffix ?? "",
  };
}
