/**
 * What the errors of Kafka mean: which pass by themselves, and what the others mean to a user.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/** Gives the protocol's name of an error, empty where it has none. */
export function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("type" in error && typeof error.type === "string") return error.type;
  // The library wraps what it has given up on, and the failures of one request's topics.
  if ("errors" in error && Array.isArray(error.errors)) return typeOf(error.errors[0]);
  return error.cause === undefined ? "" : typeOf(error.cause);
}

/** Gives the system's name of an error, such as `ENOTFOUND`, empty where it has none. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeOf(error.cause);
}

/** Gives what a failed attempt died of, in few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/^Connection error: /, "");
}

/** Says whether trying again may help: a broker is away, starts, or has handed a partition on. What
 * has been explained was tried for long enough. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof UserError) return false;
  const type = typeOf(error);
  if (type !== "") return PASSING_TYPES.has(type);
  if (NO_PERMISSION.test(error.message) || codeOf(error) in CERTIFICATE_REASONS) return false;
  return PASSING_NAMES.has(error.name) || error.message === NOT_GREETED || isPassing(error.cause);
}

/** The library's words for a connection whose other side has not said what it is. */
const NOT_GREETED = "Broker not connected";

/** The runtime's words for a connection that the process has no permission for. */
const NO_PERMISSION = /Requires net access to .*/;

const PASSING_TYPES: ReadonlySet<string> = new Set([
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "REQUEST_TIMED_OUT",
  "BROKER_NOT_AVAILABLE",
  "REPLICA_NOT_AVAILABLE",
  "NETWORK_EXCEPTION",
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
  "NOT_CONTROLLER",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "CONCURRENT_TRANSACTIONS",
  "KAFKA_STORAGE_ERROR",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
]);

const PASSING_NAMES: ReadonlySet<string> = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSBrokerNotFound",
  "KafkaJSMetadataNotLoaded",
  "KafkaJSLockTimeout",
  "KafkaJSNoBrokerAvailableError",
  "KafkaJSGroupCoordinatorNotFound",
]);

/**
 * Turns an error that the user can mend into a {@link UserError}; gives any other back as it is.
 * @param address of the bus
 * @param doing what was under way: `read "packets"`
 */
export function explain(error: unknown, address: string, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  // The library makes a failed connection of it, like any other.
  const denied = NO_PERMISSION.exec(error.message);
  if (denied !== null) return new Deno.errors.NotCapable(denied[0], { cause: error });
  const type = typeOf(error);
  const reason = REASONS[type] ?? CERTIFICATE_REASONS[codeOf(error)] ??
    NAMED_REASONS[error.name];
  if (reason === undefined) return error;
  return new UserError(`Cannot ${doing} on ${address}: ${reason}`, { cause: error });
}

const TOO_OLD = "what answers there is no broker of Kafka 3.0 or later; check the address: a " +
  "controller's port is none for clients";

const REASONS: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: "the broker does not allow it; ask for the rights on the topic",
  GROUP_AUTHORIZATION_FAILED: "the broker does not allow it; ask for the rights on the group",
  CLUSTER_AUTHORIZATION_FAILED: "the broker does not allow it; ask for the rights on the cluster",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    "the broker does not allow transactions; ask for the right to write with transactional ids " +
    'that begin with "traffic-"',
  SASL_AUTHENTICATION_FAILED: "the broker refuses the name or the password; check both",
  UNSUPPORTED_SASL_MECHANISM: "the broker does not know this way of logging in; choose another",
  ILLEGAL_SASL_STATE: "the broker wants no password, or wants TLS; check the address' options",
  MESSAGE_TOO_LARGE: "a message is larger than the topic takes; raise its max.message.bytes",
  RECORD_LIST_TOO_LARGE: "a message is larger than the topic takes; raise its max.message.bytes",
  INVALID_SESSION_TIMEOUT: "the broker does not take the session timeout; choose one within its " +
    "group.min.session.timeout.ms and group.max.session.timeout.ms",
  INVALID_REPLICATION_FACTOR: "there are fewer brokers than default.replication.factor; start more",
  INVALID_TRANSACTION_TIMEOUT:
    "the broker does not take the transactions' timeout; raise its transaction.max.timeout.ms",
  INCONSISTENT_GROUP_PROTOCOL: "the group is in use by another program; choose another --group",
  GROUP_MAX_SIZE_REACHED: "the group is full; stop another member of it",
  INVALID_TOPIC_EXCEPTION: "Kafka takes no topic of that name; choose a shorter --topic or --group",
  POLICY_VIOLATION: "a policy of the cluster forbids it; ask whoever runs the cluster",
  UNSUPPORTED_VERSION: TOO_OLD,
  UNSUPPORTED_COMPRESSION_TYPE: "the broker does not know this compression; choose another",
};

/** By the names of the library's errors. */
const NAMED_REASONS: Readonly<Record<string, string>> = {
  KafkaJSSASLAuthenticationError: REASONS.SASL_AUTHENTICATION_FAILED,
  KafkaJSServerDoesNotSupportApiKey: TOO_OLD,
};

const UNTRUSTED =
  "no authority that is trusted has signed the broker's certificate; name the file " +
  "of its authority in the address: tls=ca.pem";
const OUT_OF_DATE =
  "the broker's certificate is not valid at this time; renew it, or set the clock";

/** What is wrong with a broker's certificate, by OpenSSL's codes; trying again mends none of it. */
const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: OUT_OF_DATE,
  CERT_NOT_YET_VALID: OUT_OF_DATE,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the broker's certificate is for another host; give the broker the " +
    "name that its certificate is for, in the address and in its advertised.listeners",
};
