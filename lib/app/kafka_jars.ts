/**
 * Kafka's jars by Maven, and the Java that runs them.
 * @module
 */

import { join, resolve } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { KAFKA_VERSION } from "./kafka_settings.ts";

/** The oldest Java that Kafka's broker runs on. */
const JAVA_VERSION = 17;

/** Writes the broker's log lines to a file. */
const LOG_BINDING_VERSION = "2.24.3";

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>${LOG_BINDING_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** What to do where a program is missing. */
const ADVICE = "install Java 17 and Maven (Debian: apt-get install default-jre-headless maven), " +
  "or start Kafka with docker compose up kafka";

/**
 * Makes sure that there is a Java that runs Kafka.
 * @throws {UserError} if there is none, or an older one
 */
export async function checkJava(): Promise<void> {
  const { stderr } = await run("java", ["-version"], "Cannot start Kafka: there is no Java");
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version !== undefined && Number(version) >= JAVA_VERSION) return;
  throw new UserError(
    `Cannot start Kafka: Java is of version ${
      version ?? stderr.trim()
    }, expected ${JAVA_VERSION} ` +
      `or later; ${ADVICE}`,
  );
}

/**
 * Gives the folder of Kafka's jars, which Maven fills the first time (about 43 MB).
 * @param folder of the jars of all versions
 * @throws {UserError} if there is no Maven, or it cannot get them
 */
export async function kafkaJars(folder: string): Promise<string> {
  const jars = join(resolve(folder), `kafka-${KAFKA_VERSION}`);
  if (await exists(jars)) return jars;
  await Deno.mkdir(folder, { recursive: true });
  const aside = await Deno.makeTempDir({ dir: resolve(folder), prefix: "kafka-jars-" });
  try {
    const pom = join(aside, "pom.xml");
    await Deno.writeTextFile(pom, POM);
    const { code, stdout } = await run(
      "mvn",
      ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${aside}/jars`],
      "Cannot get Kafka's jars: there is no Maven",
    );
    if (code !== 0) {
      const reason = stdout.split("\n").find((line) => line.includes("ERROR")) ?? stdout.trim();
      throw new UserError(`Cannot get Kafka's jars: Maven failed: ${reason}`);
    }
    // Whole or not at all, also where two processes are at it.
    await Deno.rename(`${aside}/jars`, jars).catch(async (error) => {
      if (!await exists(jars)) throw error;
    });
  } finally {
    await Deno.remove(aside, { recursive: true });
  }
  return jars;
}

async function run(program: string, args: string[], missing: string) {
  try {
    const command = new Deno.Command(program, { args, stdin: "null" });
    const { code, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`${missing}; ${ADVICE}`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
