import assert from "node:assert/strict";
import { explain, isPassing, typeOf } from "#lib/bus/kafka/kafka_errors.ts";
import { protocolError } from "#lib/bus/kafka/wire/wire_request.ts";
import { UserError } from "#lib/core/errors.ts";

/** An error as the client library makes it. */
function libraryError(name: string, message: string, cause?: Error): Error {
  const error = new Error(message, { cause });
  error.name = name;
  return error;
}

const REFUSED = libraryError("KafkaJSConnectionError", "Connection error: connect ECONNREFUSED");

Deno.test("isPassing() takes brokers that are away for passing, also where it was given up on", () => {
  assert(isPassing(REFUSED));
  assert(isPassing(libraryError("KafkaJSNumberOfRetriesExceeded", "gave up", REFUSED)));
  assert(isPassing(protocolError(6)));
  assert(!isPassing(new Error("a fault")));
  assert(!isPassing(protocolError(25)));
});

Deno.test("isPassing() takes what has been explained for tried long enough", () => {
  assert(!isPassing(new UserError("no broker has answered", { cause: REFUSED })));
});

Deno.test("isPassing() takes a connection to one that says nothing for a broker that starts", () => {
  assert(isPassing(new Error("Broker not connected")));
});

Deno.test("typeOf() looks through what the library wraps an error in", () => {
  const inner = protocolError(29);
  assert.equal(typeOf(inner), "TOPIC_AUTHORIZATION_FAILED");
  assert.equal(typeOf(libraryError("Outer", "x", inner)), "TOPIC_AUTHORIZATION_FAILED");
  assert.equal(typeOf(Object.assign(new Error("many"), { errors: [inner] })), typeOf(inner));
  assert.equal(typeOf("text"), "");
});

Deno.test("explain() names what was done, where, and why it is refused", () => {
  const explained = explain(protocolError(29), "kafka://a", 'read "t"');
  assert(explained instanceof UserError);
  assert.equal(
    explained.message,
    'Cannot read "t" on kafka://a: the broker does not allow it; ask for the rights on the topic',
  );
  const fault = new Error("a fault");
  assert.equal(explain(fault, "kafka://a", "read"), fault);
});

Deno.test("explain() has a sentence for who is no broker, and for a name that Kafka does not take", () => {
  const other = libraryError("KafkaJSServerDoesNotSupportApiKey", "in the library's words");
  const named = Object.assign(new Error("many"), {
    errors: [Object.assign(new Error("one"), { type: "INVALID_TOPIC_EXCEPTION" })],
  });
  for (
    const [error, reason] of [[other, /no broker of Kafka/], [
      named,
      /no topic of that name/,
    ]] as const
  ) {
    const explained = explain(error, "kafka://a", "open the bus");
    assert(explained instanceof UserError);
    assert.match(explained.message, reason);
  }
});

Deno.test("explain() gives a missing permission of the process back as one, and at once", () => {
  const text = 'Requires net access to "a:9092", run again with the --allow-net flag';
  const denied = libraryError("KafkaJSConnectionError", `Connection error: ${text}`);
  assert(!isPassing(denied));
  const explained = explain(denied, "kafka://a", "open the bus");
  assert(explained instanceof Deno.errors.NotCapable);
  assert.equal(explained.message, text);
});

Deno.test("explain() tells a certificate that is wrong, at once, from a broker that is away", () => {
  for (
    const [code, reason] of [
      ["DEPTH_ZERO_SELF_SIGNED_CERT", /no authority that is trusted.*tls=ca\.pem/],
      ["ERR_TLS_CERT_ALTNAME_INVALID", /for another host/],
      ["CERT_HAS_EXPIRED", /not valid at this time/],
    ] as const
  ) {
    const cause = Object.assign(new Error("in OpenSSL's words"), { code });
    const error = libraryError("KafkaJSConnectionError", "Connection error: certificate", cause);
    assert(!isPassing(error), code);
    const explained = explain(error, "kafka://a", "open the bus");
    assert(explained instanceof UserError);
    assert.match(explained.message, reason);
  }
  const away = Object.assign(libraryError("KafkaJSConnectionError", "x"), { code: "ENOTFOUND" });
  assert(isPassing(away));
});
