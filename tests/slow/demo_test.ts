import assert from "node:assert/strict";
import { join } from "node:path";
import { resultOf } from "../app/tasks.ts";

interface DemoResult {
  readonly seconds: number;
  readonly rows: readonly {
    readonly link: string;
    readonly horizon: number;
    readonly model: string;
    readonly mae: number;
  }[];
  readonly alerts: readonly { readonly outcome: string; readonly leadTimeUs?: number }[];
  readonly missed: readonly unknown[];
}

const LINKS = 4;

function browser(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return names.find((name) => {
    try {
      return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
        .outputSync().success;
    } catch {
      return false;
    }
  });
}

Deno.test("demo trains, warns ahead of congestions, and leaves a report that a browser shows", async (t) => {
  const dir = await Deno.makeTempDir({ prefix: "traffic-demo-" });
  const report = join(dir, "report.html");
  try {
    const result = await resultOf<DemoResult>("demo", ["--dir", dir, "--report", report]);
    await t.step(`it took ${result.seconds.toFixed(1)} s`, () => {});
    const maeOf = (model: string, horizon: number) =>
      result.rows.find((r) => r.link === "*" && r.model === model && r.horizon === horizon)!.mae;
    for (const horizon of [3, 12]) {
      assert.ok(maeOf("lstm", horizon) < maeOf("persistence", horizon), `horizon ${horizon}`);
    }
    const warned = result.alerts.filter(({ outcome }) => outcome === "warned");
    assert.ok(warned.length >= 6, `${warned.length} alerts came ahead`);
    assert.ok(warned.every(({ leadTimeUs }) => leadTimeUs! > 0));

    const command = browser();
    await t.step({
      name: "the report in a browser" + (command ? "" : ": no Chromium is installed"),
      ignore: command === undefined,
      fn: async () => {
        const { stdout, stderr } = await new Deno.Command(command!, {
          args: [
            ...["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"],
            ...["--dump-dom", `file://${report}`],
          ],
        }).output();
        const page = new TextDecoder().decode(stdout);
        const charts = page.match(/<svg[\s>]/g) ?? [];
        assert.ok(charts.length >= LINKS + 1, `${charts.length} charts of links and training`);
        assert.match(page, /<h1>[^<]+<\/h1>/);
        // What the page's own policy refuses, or fails to parse, the browser says here.
        assert.doesNotMatch(new TextDecoder().decode(stderr), /CONSOLE/);
      },
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
