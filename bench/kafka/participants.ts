/**
 * Who takes part: ours on two buses, other clients under our codecs, and the usual Python way.
 * @module
 */

import { join } from "node:path";

/** The project's folder. */
export const ROOT = join(import.meta.dirname!, "..", "..");

/** What a participant is told. */
export interface Place {
  /** The broker: `host:port`. */
  readonly bootstrap: string;
  /** What the names of its topics begin with; {@link Participant.topics} are there, and empty. */
  readonly topic: string;
  /** Records of the traffic, one JSON object a line. */
  readonly recordsFile: string;
  /** Event time that those records span, µs. */
  readonly spanUs: number;
  /** Least length of each measurement. */
  readonly seconds: number;
}

/** One that takes part: a program whose last line is an `Answer` in JSON. */
export interface Participant {
  /** How tables name it. */
  readonly name: string;
  /** Ends of the names of the topics that it needs. */
  readonly topics: readonly string[];
  /** Gives the program and its arguments. */
  command(place: Place): readonly string[];
}

/** Runs as `deno task throughput` does, with its flags of V8 and its permissions. */
function ours(name: string, busOf: (place: Place) => string): Participant {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as {
    tasks: Readonly<Record<string, { readonly command: string }>>;
  };
  return {
    name,
    topics: [],
    command: (place) => [
      ...tasks.throughput.command.split(" "),
      ...["--bus", busOf(place), "--seconds", String(place.seconds), "--json"],
    ],
  };
}

function otherClient(name: string, file: string, flags: readonly string[] = []): Participant {
  return {
    name,
    topics: ["-json", "-packed"],
    command: ({ bootstrap, topic, seconds }) => [
      ...["deno", "run", "-A", "--no-prompt", ...flags, join("bench", "peers", file)],
      ...["--bootstrap", bootstrap, "--topic", topic, "--seconds", String(seconds)],
    ],
  };
}

function pythonProgram(name: string, file: string, python: string): Participant {
  return {
    name,
    topics: [""],
    command: ({ bootstrap, topic, recordsFile, spanUs, seconds }) => [
      ...[python, join("bench", "peers", file)],
      ...["--bootstrap", bootstrap, "--topic", topic, "--seconds", String(seconds)],
      ...["--records", recordsFile, "--span-us", String(spanUs)],
    ],
  };
}

/**
 * Gives all that can take part here.
 * @param python the interpreter, `undefined` where there is none that has the packages
 */
export function participants(python: string | undefined): Participant[] {
  return [
    ours("ours, Kafka", ({ bootstrap }) => `kafka://${bootstrap}`),
    ours("ours, embedded log", () => "sqlite:"),
    otherClient("kafkajs, our codec", "kafkajs_peer.ts"),
    // Packages of its own: whoever only runs the project need not get them.
    otherClient("@platformatic/kafka, our codec", "platformatic/peer.ts", [
      "--config",
      join("bench", "peers", "platformatic", "deno.json"),
    ]),
    ...(python === undefined ? [] : [
      pythonProgram("kafka-python, pandas", "kafka_python_peer.py", python),
      pythonProgram("confluent-kafka, pandas", "confluent_peer.py", python),
    ]),
  ];
}

/**
 * Finds out whether a Python has what the programs import.
 * @returns why it has not, `undefined` where it has
 */
export async function whyNoPython(python: string): Promise<string | undefined> {
  const advice = "see bench/peers/README.md";
  try {
    const { success, stderr } = await new Deno.Command(python, {
      args: ["-c", "import confluent_kafka, kafka, pandas"],
      stdin: "null",
    }).output();
    if (success) return undefined;
    const reason = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    return `without Python's clients: ${reason}; ${advice}`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `without Python's clients: there is no "${python}"; ${advice}`;
  }
}
