/**
 * Options that name topics of the bus.
 * @module
 */

import { type Declaration, type Declared, declareOption, type Option } from "../option.ts";

/** Names that every bus takes: Kafka's rule. */
const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/** Declares the name of a topic. */
export function topicName<const D extends Declaration<string>>(
  declaration: D,
): Option<Declared<string, D>> {
  return declareOption<string, D>({
    placeholder: "NAME",
    expected: 'the name of a topic, 1 to 249 letters, digits, ".", "_" or "-"',
    bounds: "",
    repeatable: false,
    parse(texts) {
      const name = texts.at(-1) ?? "";
      return TOPIC_NAME.test(name) ? name : undefined;
    },
    toJson: (value) => value,
  }, declaration);
}
