import assert from "node:assert/strict";

const root = new URL("../../", import.meta.url).pathname;
const decoder = new TextDecoder();

/** Starts a script of this project in a process of its own, with the flags of Deno given. */
function start(script: string, { flags, args = [], cwd = root }: {
  flags: string[];
  args?: string[];
  cwd?: string;
}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...flags, root + script, ...args],
    cwd,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

const fixture = "tests/app/run_fixture.ts";
const env = ["--allow-env=TRAFFIC_*"];

Deno.test("a script whose reader went away exits 0 in silence", async () => {
  await using child = start(fixture, { flags: env });
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal(await new Response(child.stderr).text(), "");
  assert.equal((await child.status).code, 0);
});

Deno.test({
  name: "a script stops in order at SIGTERM and still prints its result",
  ignore: Deno.build.os === "windows", // which has no SIGTERM
  fn: async () => {
    await using child = start(fixture, { flags: env, args: ["--once", "--json"] });
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    assert.equal(decoder.decode(value), "ready\n");
    reader.releaseLock();
    child.kill("SIGTERM");
    const { code, stdout, stderr } = await child.output();
    assert.equal(decoder.decode(stdout), '{"stopped":true}\n');
    assert.equal(decoder.decode(stderr), "");
    assert.equal(code, 0);
  },
});

Deno.test("a script needs no permission for --help", async () => {
  await using child = start(fixture, { flags: [], args: ["--help"] });
  const { code, stdout } = await child.output();
  assert.match(decoder.decode(stdout), /^fixture: Print lines\n/);
  assert.equal(code, 0);
});

Deno.test("a script without its permissions says so in one sentence", async () => {
  await using child = start(fixture, { flags: [] });
  const { code, stderr } = await child.output();
  assert.match(
    decoder.decode(stderr),
    /^error: Cannot go on in fixture: env access to "TRAFFIC_ONCE" is not allowed; add [^\n]+\n$/,
  );
  assert.equal(code, 1);
});

Deno.test("docs writes the page, then verifies it, then says that it is not up to date", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/docs`);
  const flags = [...env, "--allow-read", "--allow-write=docs"];
  const docs = async (...args: string[]) => {
    await using child = start("scripts/docs.ts", { flags, args, cwd });
    const { code, stdout, stderr } = await child.output();
    return [code, decoder.decode(stdout) + decoder.decode(stderr)];
  };
  const missing = 'error: Cannot read "docs/configuration.md": there is no such file or folder\n';
  assert.deepEqual(await docs("--verify"), [1, missing]);
  assert.deepEqual(await docs(), [0, "wrote docs/configuration.md\n"]);
  assert.deepEqual(await docs("--verify"), [0, "docs/configuration.md is up to date\n"]);
  await Deno.writeTextFile(`${cwd}/docs/configuration.md`, "\n", { append: true });
  const [code, said] = await docs("--verify");
  assert.equal(code, 1);
  assert.match(String(said), /^error: .* it is not up to date; run deno task docs\n$/);
  await Deno.remove(cwd, { recursive: true });
});
