/**
 * Chooses what the network runs on.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Backend } from "./backend.ts";

/** What a backend is asked for by. */
export type BackendName = "wasm" | "cpu";

interface BackendEntry {
  /** Loads the backend. */
  readonly load: () => Promise<Backend>;
  /** How to get it where it does not load. */
  readonly advice: string;
}

/** All backends, the one place that knows them; loaded only when they are asked for. */
const BACKENDS: Readonly<Record<BackendName, BackendEntry>> = {
  wasm: {
    load: async () => await (await import("./wasm.ts")).load(),
    advice: "allow reading this project's files (--allow-read), or pass --backend cpu",
  },
  cpu: {
    load: async () => await (await import("./cpu.ts")).load(),
    advice: "install the packages again (deno install)",
  },
};

/** What may be asked for: a backend, or `auto` for the best that loads. */
export const BACKEND_CHOICES: readonly string[] = ["auto", ...Object.keys(BACKENDS)];

/** Order in which `auto` tries: the fastest first. */
const AUTO_ORDER: readonly BackendName[] = ["wasm", "cpu"];

/** The backend taken. */
export interface SelectedBackend extends Backend {
  /** One line for the user: which and why. */
  readonly reason: string;
}

/**
 * Loads a backend.
 *
 * @param choice one of {@link BACKEND_CHOICES}
 * @throws {UserError} if there is no such backend or it does not load; says how to get it
 *
 * @example
 * ```ts
 * import { selectBackend } from "#lib/model/backend/select.ts";
 *
 * const { reason } = await selectBackend("auto");
 * console.error(reason); // "backend wasm-fma: WebAssembly with …, one thread (auto)"
 * ```
 */
export async function selectBackend(choice: string): Promise<SelectedBackend> {
  if (choice !== "auto") {
    const backend = await loadOrExplain(knownBackend(choice));
    return { ...backend, reason: `backend ${backend.name}: ${backend.kind} (as asked)` };
  }
  const failures: string[] = [];
  for (const name of AUTO_ORDER) {
    try {
      const backend = await BACKENDS[name].load();
      const words = [backend.kind, ...failures].join("; ");
      return { ...backend, reason: `backend ${backend.name}: ${words} (auto)` };
    } catch (error) {
      failures.push(`${name} did not load: ${messageOf(error)}`);
    }
  }
  throw new UserError(`Cannot load any backend: ${failures.join("; ")}; ${BACKENDS.cpu.advice}`);
}

function knownBackend(choice: string): BackendName {
  if (Object.hasOwn(BACKENDS, choice)) return choice as BackendName;
  throw new UserError(
    `Cannot use the backend "${choice}": expected one of ${BACKEND_CHOICES.join(", ")}`,
  );
}

async function loadOrExplain(name: BackendName): Promise<Backend> {
  try {
    return await BACKENDS[name].load();
  } catch (error) {
    throw new UserError(
      `Cannot use the backend "${name}": ${messageOf(error)}; ${BACKENDS[name].advice}`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0] : String(error);
}
