/**
 * The request that joins a group (JoinGroup, version 5). The client library keeps to itself the
 * name that the broker gives a new member, without which a member that waits cannot leave.
 * @module
 */

import type { Buffer } from "node:buffer";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { protocolError, type WireRequest } from "./wire_request.ts";

/** How to join. */
export interface JoinGroupOptions {
  /** Name of the group. */
  readonly groupId: string;
  /** What the broker named the member; empty for a new one. */
  readonly memberId: string;
  /** A member silent for this long is removed, ms. */
  readonly sessionTimeoutMs: number;
  /** Name of the way of sharing, which all members must know. */
  readonly protocol: string;
  /** What the member tells the one that shares out. */
  readonly metadata: Buffer;
}

/** The broker's answer. */
export interface JoinedGroup {
  /** Whether the member has only got a name, with which it has to ask again. */
  readonly isNamed: boolean;
  /** Counts the group's assignments. */
  readonly generationId: number;
  /** Who shares out. */
  readonly leaderId: string;
  /** What the broker named the member. */
  readonly memberId: string;
  /** For the one that shares out: all members. */
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

const API_KEY = 11;
const VERSION = 5;
const MEMBER_ID_REQUIRED = 79;
/** Waits for the others to join too, and for one that hangs to be given up. */
const PATIENCE_MS = 10_000;

/** Makes the request; the answer comes once all members have joined or were given up. */
export function joinGroupRequest(options: JoinGroupOptions): WireRequest<JoinedGroup> {
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: VERSION,
      apiName: "JoinGroup",
      encode: () =>
        Promise.resolve(
          new ByteWriter()
            .string(options.groupId)
            .int32(options.sessionTimeoutMs)
            .int32(options.sessionTimeoutMs) // for the others to join again
            .string(options.memberId)
            .string(null)
            .string("consumer")
            .int32(1).string(options.protocol).bytes(options.metadata),
        ),
    },
    response: { decode: (data) => Promise.resolve(decode(data)), parse: (data) => data.result },
    requestTimeout: options.sessionTimeoutMs + PATIENCE_MS,
  };
}

function decode(data: Buffer) {
  const reader = new ByteReader(data);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  if (errorCode !== 0 && errorCode !== MEMBER_ID_REQUIRED) throw protocolError(errorCode);
  const generationId = reader.int32();
  reader.string(); // the protocol
  const leaderId = reader.string();
  const memberId = reader.string();
  const members = [];
  for (let left = reader.int32(); left > 0; left--) {
    const id = reader.string();
    reader.string(); // of a static member
    members.push({ memberId: id, memberMetadata: reader.bytes() });
  }
  const isNamed = errorCode === MEMBER_ID_REQUIRED;
  return { clientSideThrottleTime, result: { isNamed, generationId, leaderId, memberId, members } };
}
