import assert from "node:assert/strict";
import fs from "node:fs";
import { describeFailure } from "#lib/app/failure.ts";
import { UsageError, UserError } from "#lib/core/errors.ts";

/** Gives what a call throws. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  assert.fail("expected an error");
}

/** Gives the sentence and the code for what a call throws. */
async function failureOf(call: () => unknown): Promise<[string, number]> {
  const { text, code } = describeFailure(await thrownBy(call), "probe");
  return [text, code];
}

Deno.test("describeFailure() gives a user's mistake as it is, with the code of its kind", () => {
  assert.deepEqual(describeFailure(new UserError("Cannot read a"), "probe"), {
    text: "error: Cannot read a",
    code: 1,
  });
  assert.deepEqual(describeFailure(new UsageError("Cannot use --a"), "probe"), {
    text: "error: Cannot use --a (see deno task probe --help)",
    code: 2,
  });
});

Deno.test("describeFailure() gives what failed first, and not what failed in closing", async () => {
  const fail = async () => {
    await using _closed = { [Symbol.asyncDispose]: () => Promise.reject(new Error("in closing")) };
    await Promise.reject(new UserError("The disk is full"));
  };
  assert.deepEqual(await failureOf(fail), ["error: The disk is full", 1]);
});

Deno.test("describeFailure() names the path that is missing, from both APIs", async () => {
  const expected = 'error: Cannot read "no/such": there is no such file or folder';
  assert.deepEqual(await failureOf(() => Deno.readTextFile("no/such")), [expected, 1]);
  assert.deepEqual(await failureOf(() => Deno.readFileSync("no/such")), [expected, 1]);
  const opened = 'error: Cannot open "no/such": there is no such file or folder';
  assert.deepEqual(await failureOf(() => Deno.open("no/such")), [opened, 1]);
  assert.deepEqual(await failureOf(() => fs.readFileSync("no/such")), [opened, 1]);
});

Deno.test("describeFailure() says that a file is a folder, and a folder a file", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/file`;
  await Deno.writeTextFile(file, "");
  const [isFolder] = await failureOf(() => Deno.readTextFile(folder));
  assert.equal(isFolder, `error: Cannot read "${folder}": it is a folder; name a file`);
  const [isFile] = await failureOf(() => Deno.writeTextFile(`${file}/b`, ""));
  assert.equal(isFile, `error: Cannot write "${file}/b": a part of the path is no folder`);
  const [exists] = await failureOf(() => Deno.mkdir(folder));
  assert.equal(exists, `error: Cannot make "${folder}": it exists already`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "describeFailure() says that the disk is full",
  ignore: Deno.build.os !== "linux", // only Linux has a file that is a full disk
  fn: async () => {
    const expected = "error: Cannot go on in probe: the disk is full; make room and run it again";
    const write = () => {
      using file = Deno.openSync("/dev/full", { write: true });
      file.writeSync(new Uint8Array(1));
    };
    assert.deepEqual(await failureOf(write), [expected, 1]);
    assert.deepEqual(await failureOf(() => fs.writeFileSync("/dev/full", "a")), [expected, 1]);
  },
});

Deno.test("describeFailure() names the access that is not allowed, and what allows it", () => {
  const error = new Deno.errors.NotCapable(
    'Requires read access to "a.pcap", run again with the --allow-read flag',
  );
  assert.deepEqual(describeFailure(error, "probe"), {
    text: 'error: Cannot go on in probe: read access to "a.pcap" is not allowed; add ' +
      "--allow-read to deno run, or use deno task probe",
    code: 1,
  });
});

Deno.test("describeFailure() keeps the trace of what is a fault of the program", async () => {
  const [text, code] = await failureOf(() => {
    throw new TypeError("x is not a function");
  });
  assert.equal(code, 70);
  assert.match(
    text,
    /^error: a fault in probe, please report it\nTypeError: x is not a f.*\n +at /,
  );
  assert.match(describeFailure("a text", "probe").text, /\nthrew "a text"$/);
});
