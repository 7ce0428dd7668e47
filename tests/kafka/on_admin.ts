/**
 * The client library's administration, for what the system itself never asks of a broker.
 * @module
 */

import kafkajs from "kafkajs";

/** What the library gives. */
export type Admin = ReturnType<InstanceType<typeof kafkajs.Kafka>["admin"]>;

/** Does something as an administrator of a broker, given as `host:port`. */
export async function onAdmin<T>(address: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new kafkajs.Kafka({ brokers: [address], logLevel: 0 }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
