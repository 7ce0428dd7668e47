/**
 * Certificates for a broker, made by the keytool that comes with Java.
 * @module
 */

import { join } from "node:path";

/** A key with its certificate, which has signed itself. */
export interface BrokerCertificate {
  /** File of key and certificate, for the broker (PKCS 12). */
  readonly keyStore: string;
  /** What opens that file. */
  readonly password: string;
  /** File of the certificate, for clients (PEM). */
  readonly ca: string;
}

/**
 * Makes a certificate for the host "localhost".
 * @param name of the files, which are made in the folder
 */
export async function makeCertificate(folder: string, name: string): Promise<BrokerCertificate> {
  const keyStore = join(folder, `${name}.p12`);
  const ca = join(folder, `${name}.pem`);
  const password = "for a test";
  const store = ["-alias", name, "-keystore", keyStore, "-storepass", password];
  await keytool("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", ...[
    ...["-dname", `CN=${name}`, "-ext", "san=dns:localhost", "-validity", "2"],
    ...store,
  ]);
  await keytool("-exportcert", "-rfc", "-file", ca, ...store);
  return { keyStore, password, ca };
}

async function keytool(...args: string[]): Promise<void> {
  const { success, stdout } = await new Deno.Command("keytool", { args, stdin: "null" }).output();
  if (!success) throw new Error(`keytool failed: ${new TextDecoder().decode(stdout)}`);
}
