/**
 * Connections to the brokers. The one place that reaches into the client library (kafkajs 2.2.4,
 * pinned): it gives addresses, authentication, TLS, the brokers' versions and the sending of
 * requests. Its consumers and producers are not used, since they go on working on partitions that
 * they no longer own, commit them, and start over silently without end (kafkajs issues 1046, 1097,
 * 1122, 1764).
 * @module
 */

import kafkajs from "kafkajs";
import type { SASLOptions } from "kafkajs";
import type { WireRequest } from "./wire/wire_request.ts";

/** A broker: what is used of the library's class. */
export interface Broker {
  /** Its connections; sends requests that are made here. */
  readonly connectionPool: { send<T>(request: WireRequest<T>): Promise<T> };
  /** Describes topics; refuses unless all of them are well. */
  metadata(topics: readonly string[]): Promise<BrokerMetadata>;
  /** Makes topics. */
  createTopics(request: { topics: readonly object[]; timeout: number }): Promise<unknown>;
  /** Removes topics. */
  deleteTopics(request: { topics: readonly string[]; timeout: number }): Promise<unknown>;
  /** Removes groups that have no members. */
  deleteGroups(groupIds: readonly string[]): Promise<unknown>;
  /** Gives the offsets at a time; -1 is the end, -2 the beginning. */
  listOffsets(request: {
    isolationLevel: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; timestamp: number }[];
    }[];
  }): Promise<{
    responses: readonly {
      partitions: readonly { partition: number; offset: string }[];
    }[];
  }>;
  /** Says that a member lives. */
  heartbeat(member: {
    groupId: string;
    groupGenerationId: number;
    memberId: string;
  }): Promise<unknown>;
  /** Gives or takes assignments. */
  syncGroup(request: {
    groupId: string;
    generationId: number;
    memberId: string;
    groupAssignment: readonly { memberId: string; memberAssignment: Uint8Array }[];
  }): Promise<{ memberAssignment: Uint8Array }>;
  /** Takes a member out of its group. */
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
  /** Starts over as a writer; gives up what it had begun. */
  initProducerId(request: {
    transactionalId: string;
    transactionTimeout: number;
  }): Promise<{ producerId: string; producerEpoch: number }>;
  /** Makes partitions a part of a transaction. */
  addPartitionsToTxn(request: {
    transactionalId: string;
    producerId: string;
    producerEpoch: number;
    topics: readonly { topic: string; partitions: readonly number[] }[];
  }): Promise<unknown>;
  /** Makes a group's offsets a part of a transaction. */
  addOffsetsToTxn(request: {
    transactionalId: string;
    producerId: string;
    producerEpoch: number;
    groupId: string;
  }): Promise<unknown>;
  /** Ends a transaction. */
  endTxn(request: {
    transactionalId: string;
    producerId: string;
    producerEpoch: number;
    transactionResult: boolean;
  }): Promise<unknown>;
}

/** What a broker says of topics. */
export interface BrokerMetadata {
  /** The topics asked for. */
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly leader: number;
    }[];
  }[];
}

/** Connections of their own to all brokers. A broker answers the requests of one connection in
 * turn, so that whoever waits long (a member that joins) needs its own. */
export interface Cluster {
  /** Connects to one of the brokers. */
  connect(): Promise<void>;
  /** Lets go of all connections. */
  disconnect(): Promise<void>;
  /** Looks again which brokers there are. */
  refreshMetadata(): Promise<void>;
  /** Gives a broker by its number, connected. */
  findBroker(options: { nodeId: number }): Promise<Broker>;
  /** Gives the broker that rules the cluster, or any. */
  findControllerBroker(): Promise<Broker>;
  /** Gives the broker that looks after a group (type 0) or a writer of transactions (type 1). */
  findGroupCoordinator(options: { groupId: string; coordinatorType: 0 | 1 }): Promise<Broker>;
}

/** How to reach the brokers. */
export interface ClusterOptions {
  /** Some of the brokers, as `host:port`. */
  readonly brokers: string[];
  /** Whether to use TLS: trusting what the machine trusts, or what these certificates (PEM) sign. */
  readonly ssl?: true | { readonly ca: string[] };
  /** How to log in. */
  readonly sasl?: {
    /** In Kafka's words. */
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    /** Name. */
    readonly username: string;
    /** Secret. */
    readonly password: string;
  };
}

/** Longest wait for an answer, ms, where the request does not say. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Longest wait for a connection, ms. */
const CONNECTION_TIMEOUT_MS = 3_000;

/** Makes connections; nothing is connected yet. */
export function makeCluster(options: ClusterOptions): Cluster {
  const kafka = new kafkajs.Kafka({
    ...options,
    // The library's type has one kind a mechanism, all with the same fields.
    sasl: options.sasl as SASLOptions | undefined,
    clientId: "predictive-traffic",
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What fails is tried again here, where it is known what it was part of.
    retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 200 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const clusters: (Cluster & PoolOwner)[] = [];
  kafka.consumer({
    groupId: "connections",
    allowAutoTopicCreation: false,
    // The library hands its connections to whoever assigns partitions. The consumer is never run.
    partitionAssigners: [({ cluster }) => {
      clusters.push(cluster as unknown as Cluster & PoolOwner);
      return {
        name: "none",
        version: 0,
        assign: () => Promise.resolve([]),
        protocol: () => ({
          name: "none",
          metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
            version: 0,
            topics: [],
            userData: new Uint8Array() as never,
          }),
        }),
      };
    }],
  });
  mendConnections(clusters[0]);
  return clusters[0];
}

interface Connection {
  isConnected(): boolean;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  /** What has come of the next answer: its pieces, their bytes, and how many it needs. */
  chunks: readonly unknown[];
  bytesBuffered: number;
  bytesNeeded: number;
  socket: unknown;
  readonly requestQueue: {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
  };
}

interface PoolOwner {
  readonly connectionPoolBuilder: {
    build(options?: object): Promise<{ readonly pool: readonly Connection[] }>;
  };
}

/** Mends each connection that the library makes. */
function mendConnections({ connectionPoolBuilder }: PoolOwner): void {
  const build = connectionPoolBuilder.build;
  connectionPoolBuilder.build = async (options) => {
    const pool = await build(options);
    for (const connection of pool.pool) {
      quietTimers(connection);
      connectOnce(connection);
      dropSocket(connection);
    }
    return pool;
  };
}

/** The library sets a timer after each answer, below zero where nothing waits to be sent, of which
 * the runtime warns (kafkajs issue 1751). Where nothing waits there is nothing to check. */
function quietTimers({ requestQueue }: Connection): void {
  const schedule = requestQueue.scheduleCheckPendingRequests.bind(requestQueue);
  requestQueue.scheduleCheckPendingRequests = () => {
    if (requestQueue.pending.length > 0) schedule();
  };
}

/** Bytes in front of an answer that say how long it is. */
const ANSWER_LENGTH_BYTES = 4;

/** Requests that come while a connection is being made each open another one, of which all but the
 * last are lost and stay open. And of an answer that was cut in the middle the library keeps the
 * first part, takes what comes on the next connection for the rest, and understands nothing more. */
function connectOnce(connection: Connection): void {
  const connect = connection.connect.bind(connection);
  let connecting: Promise<unknown> | undefined;
  connection.connect = () => {
    if (connecting === undefined && !connection.isConnected()) {
      connection.chunks = [];
      connection.bytesBuffered = 0;
      connection.bytesNeeded = ANSWER_LENGTH_BYTES;
    }
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };
}

/** The library goes on ending a socket that has never been connected, each time with one more
 * listener on it, of which the runtime warns. */
function dropSocket(connection: Connection): void {
  const disconnect = connection.disconnect.bind(connection);
  connection.disconnect = async () => {
    const { socket } = connection;
    const done = await disconnect();
    if (connection.socket === socket) connection.socket = undefined;
    return done;
  };
}
