import assert from "node:assert/strict";

const ROOT = new URL("../..", import.meta.url).pathname;
/** Ten million are run by hand: `deno task fuzz --runs 10000000`. */
const RUNS = 1_000_000;
/** The task runs with V8 flags that keep the heap close to what is used: without them most of what
 * is held is garbage that nobody has collected yet. */
const MOST_RSS_BYTES = 256e6;

Deno.test("a million mutated captures are read alike however they are cut, or refused", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "fuzz", "--runs", String(RUNS), "--seed", "1", "--json"],
    cwd: ROOT,
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, decode(stderr));
  const result: Record<string, number> = JSON.parse(decode(stdout));
  assert.equal(result.runs, RUNS);
  assert.equal(result.failure, null);
  // That mutations reach the reader: most are read, and many break somewhere.
  assert.ok(result.packets > 2 * RUNS && result.damaged > RUNS / 4 && result.refused < RUNS / 4);
  assert.ok(result.mostRssBytes < MOST_RSS_BYTES, `${result.mostRssBytes} bytes held`);
});
