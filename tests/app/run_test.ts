import assert from "node:assert/strict";
import { type Main, runScript } from "#lib/app/run.ts";
import { integer } from "#lib/config/kinds/number.ts";
import { busOptions } from "#lib/config/options/bus.ts";
import { jsonOption } from "#lib/config/options/runtime.ts";
import type { ConfigOf, Script } from "#lib/config/script.ts";
import { UserError } from "#lib/core/errors.ts";
import { FakeHost } from "./fake_host.ts";

const options = { seed: integer({ doc: "Seed", default: 1, min: 0 }), json: jsonOption };

const probe: Script<typeof options> = {
  name: "probe",
  purpose: "Try things",
  examples: ["probe --seed 2"],
  options,
  checks: [],
};

/** Runs the probe and gives the process that it ran in. */
async function run(
  main: Main<ConfigOf<typeof options>>,
  ...args: string[]
): Promise<FakeHost> {
  const host = new FakeHost({ args });
  await runScript(probe, main, host);
  return host;
}

const never: Main<ConfigOf<typeof options>> = () => assert.fail("main must not run");

Deno.test("runScript() hands the configuration to main and exits 0", async () => {
  const host = await run(({ config, out }) => out(`seed ${config.seed}`), "--seed", "7");
  assert.deepEqual([host.written, host.said, host.exits], ["seed 7\n", "", [0]]);
});

Deno.test("runScript() answers --help, --check and --dump on standard output without main", async () => {
  const help = await run(never, "--help");
  assert.match(help.written, /^probe: Try things\n[^]*--seed N[^]*deno task probe --seed 2\n$/);
  const check = await run(never, "--check", "--seed", "2");
  assert.equal(check.written, "probe: the configuration is right\n");
  const dump = await run(never, "--dump", "--seed", "2");
  assert.deepEqual(JSON.parse(dump.written).options.seed, { value: 2, source: "flag" });
  for (const host of [help, check, dump]) assert.deepEqual([host.said, host.exits], ["", [0]]);
});

Deno.test("runScript() gives up the network before main, unless the bus is on Kafka", async () => {
  const following = { ...probe, options: { ...options, ...busOptions } };
  const hasNetwork = async (...args: string[]) => {
    const host = new FakeHost({ args });
    await runScript(following, ({ out }) => out(String(host.hasNetwork)), host);
    return host.written;
  };
  assert.equal(await hasNetwork(), "false\n");
  assert.equal(await hasNetwork("--bus", "data/x.db"), "false\n");
  assert.equal(await hasNetwork("--bus", "kafka://a:9092"), "true\n");
  // Who has no bus says for itself what it needs.
  assert.equal((await run(() => {})).hasNetwork, true);
});

Deno.test("runScript() says a wrong option in one line and exits 2, also with --check", async () => {
  for (const args of [["--seed", "-1"], ["--check", "--seed", "-1"]]) {
    const host = await run(never, ...args);
    assert.deepEqual(host.exits, [2]);
    assert.equal(host.written, "");
    assert.equal(
      host.said,
      'error: Cannot use --seed "-1": expected a whole number, at least 0 ' +
        "(see deno task probe --help)\n",
    );
  }
});

Deno.test("runScript() says a user's mistake in one line and exits 1", async () => {
  const host = await run(() => {
    throw new UserError("Cannot open the log: there is none");
  });
  assert.deepEqual([host.said, host.exits], ["error: Cannot open the log: there is none\n", [1]]);
});

Deno.test("runScript() keeps the trace of a fault, with its cause, and exits 70", async () => {
  const host = await run(() => {
    throw new TypeError("wrong turn", { cause: new RangeError("too far") });
  });
  assert.deepEqual(host.exits, [70]);
  assert.match(
    host.said,
    /^error: a fault in probe, please report it\nTypeError: wrong turn\n +at /,
  );
  assert.match(host.said, /\[cause\]: RangeError: too far\n +at /);
});

Deno.test("runScript() prints the result last, and only with --json", async () => {
  const main: Main<unknown> = ({ out, result }) => {
    result({ rows: [1, null] });
    out("a table");
  };
  assert.equal((await run(main)).written, "a table\n");
  assert.equal((await run(main, "--json")).written, 'a table\n{"rows":[1,null]}\n');
});

Deno.test("runScript() prints no result of a script that failed", async () => {
  const host = await run(({ result }) => {
    result({});
    throw new UserError("Cannot finish");
  }, "--json");
  assert.equal(host.written, "");
});

Deno.test("runScript() aborts at a signal; a script that then ends in order exits 0", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const host = new FakeHost({ args: ["--json"] });
    await runScript(probe, ({ signal: stopped, out, result }) => {
      const before = stopped.aborted;
      host.stop(signal);
      out(`${before} ${stopped.aborted}`);
      result({ stored: 1 });
    }, host);
    assert.deepEqual(host.exits, [0]);
    assert.equal(host.written, 'false true\n{"stored":1}\n');
  }
});

Deno.test("runScript() exits 130 with a line when a script gives up at a signal", async () => {
  const host = new FakeHost();
  await runScript(probe, ({ signal }) => {
    host.stop("SIGINT");
    signal.throwIfAborted();
  }, host);
  assert.deepEqual(host.exits, [130]);
  assert.equal(host.said, "probe stopped before it was done\n");
});

Deno.test("runScript() says what went wrong while a script stops", async () => {
  const host = new FakeHost();
  await runScript(probe, () => {
    host.stop("SIGINT");
    throw new UserError("Cannot store");
  }, host);
  assert.deepEqual([host.said, host.exits], ["error: Cannot store\n", [1]]);
});

Deno.test("runScript() exits at once at a second signal, but not at an echo of the first", async () => {
  const host = new FakeHost();
  const exits: number[][] = [];
  await runScript(probe, () => {
    host.stop("SIGINT");
    for (const nowMs of [0, 499, 500]) {
      host.nowMs = nowMs;
      host.stop("SIGINT");
      exits.push([...host.exits]);
    }
  }, host);
  assert.deepEqual(exits, [[], [], [130]]);
});

Deno.test("runScript() ends in silence when nobody reads its output", async () => {
  const host = new FakeHost();
  host.stdoutError = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  let disposed = false;
  await runScript(probe, ({ out }) => {
    using _work = { [Symbol.dispose]: () => disposed = true };
    out("line");
    assert.fail("the script must end at once");
  }, host);
  assert.deepEqual([host.said, host.exits, disposed], ["", [0], true]);
});

Deno.test("runScript() reports a broken pipe that is not its output", async () => {
  const host = await run(() => {
    throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  });
  assert.deepEqual(host.exits, [70]);
});

Deno.test("runScript() says that the disk is full when its output cannot be written", async () => {
  const host = new FakeHost();
  host.stdoutError = Object.assign(new Error("No space left on device (os error 28)"), {
    code: "ENOSPC",
  });
  await runScript(probe, ({ out }) => out("line"), host);
  assert.deepEqual(host.exits, [1]);
  assert.match(host.said, /^error: Cannot go on in probe: the disk is full; make room[^\n]*\n$/);
});

Deno.test("runScript() takes a progress bar away before anything else is said", async () => {
  const host = new FakeHost();
  host.stderr.isTerminal = true;
  await runScript(probe, ({ progress, out }) => {
    progress({ label: "work", unit: "steps", total: 2 }).update(1);
    out("line");
    throw new UserError("Cannot finish");
  }, host);
  assert.ok(host.said.endsWith(" steps\x1b[K\r\x1b[Kerror: Cannot finish\n"), host.said);
});
