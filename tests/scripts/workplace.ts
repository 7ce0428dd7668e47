/**
 * A folder for the tests of one file, with what they share: a log of synthetic traffic, and a
 * model that was trained on it. Each is made when it is first asked for.
 * @module
 */

import { join } from "node:path";
import { resultOf } from "../app/tasks.ts";

/** Sizes of a model that is trained in a moment. */
export const SMALL = ["--units", "8", "--layers", "1", "--lookback", "4", "--horizon", "3"];

/** A folder that is removed after the tests. */
export class Workplace {
  /** The folder. */
  readonly folder: string = Deno.makeTempDirSync({ prefix: "scripts-" });
  #log: Promise<string> | undefined;
  #model: Promise<string> | undefined;

  /** Gives the path of something in the folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Gives the path of a log: two links, six minutes, 72 windows each, ended. Tests only read it. */
  log(): Promise<string> {
    this.#log ??= this.generate("shared.db", ["--duration", "6m"]);
    return this.#log;
  }

  /** Gives the path of a log of its own, with two links. */
  async generate(name: string, args: readonly string[]): Promise<string> {
    const path = this.path(name);
    await resultOf("generate", [
      ...["--bus", path, "--links", "2", "--rate", "16", "--speed", "max"],
      ...args,
    ]);
    return path;
  }

  /** Gives the path of a copy of {@link Workplace.log}. */
  async copyOfLog(name: string): Promise<string> {
    const path = this.path(name);
    await Deno.copyFile(await this.log(), path);
    return path;
  }

  /** Gives the path of a small model of that log. Tests only read it. */
  model(): Promise<string> {
    this.#model ??= this.train("model");
    return this.#model;
  }

  /** Trains a small model on that log. */
  async train(name: string, ...args: string[]): Promise<string> {
    const path = this.path(name);
    await resultOf("train", [
      ...["--bus", await this.log(), "--model", path, "--epochs", "1", ...SMALL],
      ...args,
    ]);
    return path;
  }

  /** Removes the folder. */
  async remove(): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Makes a workplace for the tests of the file that calls it. */
export function workplace(): Workplace {
  const place = new Workplace();
  Deno.test.afterAll(() => place.remove());
  return place;
}
