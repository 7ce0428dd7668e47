import { runTask, taskCommand, type TaskResult } from "../app/tasks.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const place = workplace();

/** Asserts that command lines are refused as wrong usage, whatever else there is. */
async function refuse(
  wrong: readonly (readonly [line: string, sentence: RegExp])[],
): Promise<void> {
  await Promise.all(wrong.map(async ([line, sentence]) => {
    const [name, ...args] = line.split(" ");
    assertRefused(await runTask(name, args), { sentence, code: 2 });
  }));
}

Deno.test("numbers that are none, negative or out of bounds are refused with what is expected", () =>
  refuse([
    ["generate --rate NaN", /^Cannot use --rate "NaN": expected a number, above 0 and at most/],
    ["generate --rate -1", /^Cannot use --rate "-1": expected a number, above 0/],
    ["generate --links 10001", /^Cannot use --links "10001": expected a whole number from 1 to 10/],
    [
      "generate --day-length 20m",
      /^Cannot use --episodes-per-day 6: expected at most 4 in a --day/,
    ],
    [
      "generate --start 1969-12-31T23:59:59Z",
      /^Cannot use --start "1969.*: expected a time in RFC/,
    ],
    ["train --learning-rate 0", /^Cannot use --learning-rate "0": expected a number, above 0 and/],
    [
      "train --split 0.5,0.4,0.2",
      /^Cannot use --split 0.5,0.4,0.2: expected .* a sum of 1, not 1.1/,
    ],
    ["infer --threshold Infinity", /^Cannot use --threshold "Infinity": expected a number, above/],
    ["infer --horizon 0", /^Cannot use --horizon "0": expected a whole number from 1 to 1000/],
    ["windows --window 5", /^Cannot use --window "5": expected a duration such as 500ms, 5s, 30m/],
  ]));

Deno.test("names that nothing has are refused with the nearest one, or whose they are", () =>
  refuse([
    [
      "infer --treshold 5",
      /^Unknown flag --treshold: did you mean --threshold\? \(see deno task in/,
    ],
    [
      "generate --horizon 5",
      /^Unknown flag --horizon: it belongs to train, infer, report, not to g/,
    ],
    ["evaluate model", /^Cannot use "model": evaluate takes options only/],
    ["capture", /^Cannot run capture without --input: /],
    ["train --backend gpu", /^Cannot use --backend "gpu": expected one of auto, cpu, wasm/],
    [
      "generate --topic a/b",
      /^Cannot use --topic "a\/b": expected the name of a topic, 1 to 249 let/,
    ],
    [
      "generate --bus amqp:broker",
      /^Cannot open the bus "amqp:broker": there is no kind "amqp"/,
    ],
    [
      "infer --alerts-topic packets",
      /^Cannot use the topic "packets" twice: expected --topic, --f/,
    ],
  ]));

Deno.test("a configuration file says where it is wrong", async () => {
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(place.path(name), text);
    return place.path(name);
  };
  const typo = await write("typo.json", '{"treshold": 5}');
  const broken = await write("broken.jsonc", '{\n  "threshold": 5, // packets\n  "horizon" 3\n}');
  const list = await write("list.json", "[1]");
  const value = await write("value.json", '{"threshold": -5}');
  await refuse([
    [`infer --config ${typo}`, /^Unknown key "treshold" in .*typo\.json: did you mean threshold\?/],
    [
      `infer --config ${broken}`,
      /^Cannot read .*broken\.jsonc: colon expected at line 3, column 13/,
    ],
    [
      `infer --config ${list}`,
      /^Cannot read .*list\.json: expected one JSON object with options by/,
    ],
    [`infer --config ${value}`, /^Cannot use .*threshold.* "-5": expected a number, above 0/],
    [
      `infer --config ${place.path("none")}`,
      /^Cannot read the configuration file ".*": there is n/,
    ],
  ]);
  const folder = await runTask("infer", ["--config", place.folder]);
  assertRefused(folder, { sentence: `Cannot read "${place.folder}": it is a folder; name a file` });
});

Deno.test("a variable of the environment is refused by its name", async () => {
  const value = await runTask("infer", [], { env: { NO_COLOR: "1", TRAFFIC_THRESHOLD: "many" } });
  assertRefused(value, { sentence: /^Cannot use TRAFFIC_THRESHOLD "many": expected a n/, code: 2 });
});

Deno.test("a variable that no script knows is refused where the environment may be listed", async () => {
  const script = taskCommand("infer").find((part) => part.startsWith("scripts/"))!;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-env", script],
    cwd: ROOT,
    env: { NO_COLOR: "1", TRAFFIC_TRESHOLD: "5" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const result: TaskResult = { code, stdout: decode(stdout), stderr: decode(stderr) };
  assertRefused(result, {
    sentence: /^Unknown environment variable TRAFFIC_TRESHOLD: did you mean TRAFFIC_THRESHOLD\?/,
    code: 2,
  });
});
