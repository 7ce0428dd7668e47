import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { ExitCode } from "#lib/app/failure.ts";
import { namesOf } from "#lib/config/names.ts";
import { runtimeOptions } from "#lib/config/options/runtime.ts";
import { tasksOf } from "#lib/config/script.ts";
import { allScripts } from "#lib/config/scripts/all.ts";
import { codeBlocks, readDocs, readFile, ROOT, tableBelow } from "./read_docs.ts";

const TASKS: Readonly<Record<string, { readonly command: string }>> =
  JSON.parse(readFile("deno.json")).tasks;

/** Names of the options of every task: flags and variables. */
const NAMES_BY_TASK = new Map(
  allScripts.flatMap((script) => {
    const options = Object.entries({ ...script.options, ...runtimeOptions });
    const names = options.map(([property, option]) => namesOf(property, option));
    return tasksOf(script).map((task) => [task, names] as const);
  }),
);

/** The tasks that a user meets, as pages write them. */
const SHOWN_TASKS = allScripts.flatMap(tasksOf).filter((task) => task !== "docs")
  .map((task) => `\`${task}\``).toSorted();

/** Flags of Deno and of other programs, which the pages name too. */
const OTHER_FLAGS = /^--(allow-[a-z]+|no-prompt|version|quiet|python|table)$/;
/** A variable that a page misspells on purpose. */
const MISSPELT = "TRAFFIC_TRESHOLD";

/** Says whether a flag, or the switch that a `--no-` turns off, is among names. */
function isFlag(flag: string, names: Iterable<{ readonly flag: string }>): boolean {
  return [...names].some((known) => [flag, flag.replace(/^--no-/, "--")].includes(known.flag));
}

Deno.test("every link between pages leads to a file, and to a heading that is there", () => {
  const broken: string[] = [];
  for (const { path, text } of readDocs()) {
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file, anchor] = target.split("#");
      const to = file === "" ? path : normalize(join(dirname(path), file));
      if (!exists(to)) broken.push(`${path}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(readFile(to)).includes(anchor)) {
        broken.push(`${path}: ${target} has no such heading`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(join(ROOT, path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Gives the anchors of headings as hosts of Markdown make them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every file of the project that a page names is there", () => {
  const missing: string[] = [];
  for (const { path, text } of readDocs()) {
    for (const [, named] of text.matchAll(/`((?:lib|tests|bench|scripts|docs)\/[\w./-]+)`/g)) {
      if (!exists(named)) missing.push(`${path}: ${named}`);
    }
  }
  assert.deepEqual(missing, []);
});

Deno.test("every file that the path of one packet names is there", () => {
  const text = readFile("docs/architecture.md");
  const section = text.slice(text.indexOf("## One packet"), text.indexOf("## Time"));
  const named = [...section.matchAll(/`([a-z_/]+\.ts)`/g)].map(([, path]) => path);
  assert.ok(named.length > 20);
  const isThere = (path: string) => exists(`lib/${path}`);
  assert.deepEqual(named.filter((path) => path.includes("/") && !isThere(path)), []);
});

Deno.test("every task that a page names is a task", () => {
  const unknown: string[] = [];
  for (const { path, text } of readDocs()) {
    const named = text.matchAll(/deno(?:@[0-9.]+)? task (?:--quiet )?([a-z][a-z:]*)/g);
    for (const [, task] of named) {
      if (!Object.hasOwn(TASKS, task)) unknown.push(`${path}: ${task}`);
    }
  }
  assert.deepEqual(unknown, []);
});

Deno.test("every flag of a command line is an option of its task", () => {
  const unknown: string[] = [];
  let seen = 0;
  for (const { path, text } of readDocs()) {
    const joined = text.replaceAll(/\\\n\s*/g, "");
    for (
      const [, task, rest] of joined.matchAll(/deno task (?:--quiet )?([a-z][a-z:]*)([^\n`]*)/g)
    ) {
      const names = NAMES_BY_TASK.get(task);
      if (names === undefined) continue;
      for (const [flag] of rest.split("|")[0].matchAll(/(?<=\s)--[a-z][a-z0-9-]*/g)) {
        seen++;
        if (!isFlag(flag, names)) unknown.push(`${path}: ${task} ${flag}`);
      }
    }
  }
  assert.ok(seen > 40);
  assert.deepEqual(unknown, []);
});

Deno.test("every flag and variable that a page names anywhere is an option of some task", () => {
  const all = [...NAMES_BY_TASK.values()].flat();
  const unknown: string[] = [];
  for (const { path, text } of readDocs()) {
    for (const [flag] of text.matchAll(/(?<=[`\s[(])--[a-z][a-z0-9-]*/g)) {
      if (!isFlag(flag, all) && !OTHER_FLAGS.test(flag)) unknown.push(`${path}: ${flag}`);
    }
    for (const [variable] of text.matchAll(/\bTRAFFIC_[A-Z_]+[A-Z]\b/g)) {
      if (variable === MISSPELT || all.some(({ env }) => env === variable)) continue;
      unknown.push(`${path}: ${variable}`);
    }
  }
  assert.deepEqual(unknown, []);
});

Deno.test("the README grants each task what deno.json grants it", () => {
  const granted = new Map<string, string>();
  for (const [tasks, permissions] of tableBelow(readFile("README.md"), "## Safety")) {
    for (const [, task] of tasks.matchAll(/`([a-z:]+)`/g)) granted.set(task, permissions);
  }
  for (const name of allScripts.flatMap(tasksOf)) {
    const permissions = TASKS[name].command.split(" ").filter((word) => word.startsWith("--allow"));
    assert.equal(granted.get(name), `\`${permissions.join(" ")}\``, name);
  }
});

Deno.test("the README names every script's task, and the command that the gate runs", () => {
  const readme = readFile("README.md");
  const named = tableBelow(readme, "## The tasks").map(([task]) => task);
  assert.deepEqual(named.toSorted(), SHOWN_TASKS);
  const [, version] = /^deno_version=(.*)$/m.exec(readFile(".ci/run")) ?? [];
  assert.ok(readme.includes(`npx -y deno@${version} task test `));
  assert.ok(readFile(".ci/run").includes("task test\n"));
});

Deno.test("the exit codes are those that scripts end with", () => {
  const codes = tableBelow(readFile("docs/troubleshooting.md"), "## Exit codes")
    .map(([code]) => Number(code));
  assert.deepEqual(codes, Object.values(ExitCode));
});

Deno.test("every message in the troubleshooting page is one that the program says", () => {
  const said = sentencesIn("lib");
  const unknown: string[] = [];
  let seen = 0;
  const rows = readFile("docs/troubleshooting.md").matchAll(/^\| `([^`]+)` +\|/gm);
  for (const [, message] of rows) {
    seen++;
    // What differs from time to time stands as …, and sentences are put together from clauses: each
    // piece is to be found by itself.
    const pieces = message.split(/"?…"?|[;:] |\b(?:flag|key)\b/).map((piece) => piece.trim())
      .filter((piece) => piece.length > 3);
    for (const piece of pieces) if (!said.includes(piece)) unknown.push(`${message}: "${piece}"`);
  }
  assert.ok(seen > 40);
  assert.deepEqual(unknown, []);
});

/** Gives the source of a folder with texts that are put together from pieces in one piece. */
function sentencesIn(folder: string): string {
  let source = "";
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) source += sentencesIn(path);
    else if (entry.name.endsWith(".ts")) source += readFile(path);
  }
  const withoutInsets = source.replaceAll(/\$\{[^{}]*\}/g, "…");
  return withoutInsets.replaceAll(/["`]\s*\+\s*["`]/g, "");
}

Deno.test("JSON output has the fields that the usage page names", () => {
  const rows = tableBelow(readFile("docs/usage.md"), "## JSON output");
  assert.deepEqual(rows.map(([task]) => task).toSorted(), SHOWN_TASKS);
  const source = sentencesIn("lib");
  for (const [task, fields] of rows) {
    for (const [, field] of fields.matchAll(/`([a-zA-Z0-9]+)`/g)) {
      const isField = new RegExp(`\\b${field}\\??[,:;]|\\b${field} }|"${field}"`).test(source);
      assert.ok(isField, `${task} ${field}`);
    }
  }
});

Deno.test("no page holds a machine's paths or the host of a registry", () => {
  const found: string[] = [];
  for (const { path, text } of readDocs()) {
    for (const pattern of [/(?<![\w.])\/(?:work|home|root|tmp|Users)\/\S*/g, REGISTRIES]) {
      for (const [match] of text.matchAll(pattern)) found.push(`${path}: ${match}`);
    }
  }
  assert.deepEqual(found, []);
});

const REGISTRIES =
  /\b(?:npmjs\.(?:org|com)|jsr\.io|deno\.land|esm\.sh|unpkg\.com|jsdelivr\.net|pypi\.org)\b/g;

Deno.test("code blocks name their language, and pages but the README hold no TypeScript", () => {
  const wrong: string[] = [];
  for (const { path, text } of readDocs()) {
    const fences = [...text.matchAll(/^```(.*)$/gm)].map(([, language]) => language);
    fences.forEach((language, i) => {
      if ((i % 2 === 0) === (language === "")) wrong.push(`${path}: fence ${i + 1}`);
    });
    // `deno test --doc` runs those of the README only.
    if (path !== "README.md" && codeBlocks(text, "ts").length > 0) wrong.push(`${path}: ts`);
  }
  assert.deepEqual(wrong, []);
});
