/**
 * The settings of a broker for work and tests on one machine, in Kafka's own names: the one source
 * of `docker-compose.yml` (a test compares them) and of the broker that runs without Docker.
 * @module
 */

/** Version of Kafka, in the image and in the jars. */
export const KAFKA_VERSION = "4.1.0";

/** Where a broker listens and keeps its data: what differs from place to place. */
export interface BrokerPlace {
  /** Where clients of the machine connect: bound address and announced address. */
  readonly host: readonly [bind: string, announce: string];
  /** Where the other services connect. */
  readonly services: readonly [bind: string, announce: string];
  /** Where the broker talks to itself as its own controller. */
  readonly controller: string;
  /** Folder of the data. */
  readonly dataFolder: string;
}

/** The place in `docker-compose.yml`. */
export const COMPOSE_PLACE: BrokerPlace = {
  host: ["0.0.0.0:9092", "localhost:9092"],
  services: ["0.0.0.0:19092", "kafka:19092"],
  controller: "localhost:9093",
  dataFolder: "/var/lib/kafka/data",
};

/** Gives the place of a broker on loopback; it takes three ports from one on. */
export function loopbackPlace(port: number, dataFolder: string): BrokerPlace {
  const at = (offset: number) => `127.0.0.1:${port + offset}`;
  return {
    host: [at(0), at(0)],
    services: [at(2), at(2)],
    controller: at(1),
    dataFolder,
  };
}

/** Gives a broker's settings by name. */
export function brokerSettings(place: BrokerPlace): ReadonlyMap<string, string> {
  const { host, services, controller, dataFolder } = place;
  return new Map([
    // One process is broker and controller (KRaft).
    ["process.roles", "broker,controller"],
    ["node.id", "1"],
    ["controller.quorum.voters", `1@${controller}`],
    ["controller.listener.names", "CONTROLLER"],
    ["inter.broker.listener.name", "SERVICES"],
    ["listeners", `HOST://${host[0]},SERVICES://${services[0]},CONTROLLER://${controller}`],
    ["advertised.listeners", `HOST://${host[1]},SERVICES://${services[1]}`],
    [
      "listener.security.protocol.map",
      "HOST:PLAINTEXT,SERVICES:PLAINTEXT,CONTROLLER:PLAINTEXT",
    ],
    ["log.dirs", dataFolder],
    // A mistyped topic is an error, not a new topic.
    ["auto.create.topics.enable", "false"],
    // One broker holds one copy.
    ["default.replication.factor", "1"],
    ["offsets.topic.replication.factor", "1"],
    ["transaction.state.log.replication.factor", "1"],
    ["transaction.state.log.min.isr", "1"],
    ["share.coordinator.state.topic.replication.factor", "1"],
    ["share.coordinator.state.topic.min.isr", "1"],
    // Few enough to start in a moment.
    ["offsets.topic.num.partitions", "8"],
    ["transaction.state.log.num.partitions", "8"],
    // The first member of a group need not wait 3 s for others.
    ["group.initial.rebalance.delay.ms", "0"],
    // Tests have no 6 s for a member to be given up.
    ["group.min.session.timeout.ms", "500"],
    // A transaction whose writer was killed is given up a second after its timeout, not ten.
    ["transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"],
  ]);
}

/** Gives the name that the image's environment has for a setting. */
export function environmentName(setting: string): string {
  return `KAFKA_${setting.toUpperCase().replaceAll(".", "_")}`;
}
