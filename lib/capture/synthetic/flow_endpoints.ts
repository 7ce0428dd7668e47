/**
 * Addresses of the flows' clients and servers, all from ranges that are nobody's.
 * @module
 */

import type { Random } from "#lib/core/random.ts";

/** Servers that all links talk to. */
const SERVERS = 4_096;
/** Clients on each link. */
export const CLIENTS = 250;

/** Whose addresses are wanted. */
export interface EndpointLaw {
  /** Number of the link, from 0 to 65,535. */
  readonly link: number;
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Any server, or always the same one of the link. */
  readonly servers: "many" | "one";
}

/**
 * Draws the client's and the server's address of a flow. Clients come evenly from the link's own
 * subnet, 10.x.y.0/24 (RFC 1918) or 2001:db8:0:n::/64 (RFC 3849); servers from 198.18.0.0/16
 * (RFC 2544) or 2001:db8:ffff::/64, a few of them far more often than the rest.
 * @param out receives the client in its first and the server in its second 16 bytes; IPv4 leaves
 * all but the first 4 of each zero
 */
export function drawEndpoints(out: Uint8Array, law: EndpointLaw, random: Random): void {
  const { link, family, servers } = law;
  const client = 1 + random.integer(CLIENTS);
  // The cube of a uniform number gives the popularity a long tail.
  const popularity = random.uniform() ** 3;
  const server = servers === "one" ? 0xffff : 1 + Math.floor(SERVERS * popularity);
  out.fill(0);
  if (family === 4) {
    writeClient4(out, 0, link, client);
    out.set([198, 18, server >>> 8, server & 255], 16);
    return;
  }
  out.set([0x20, 0x01, 0x0d, 0xb8, 0, 0, link >>> 8, link & 255], 0);
  out[15] = client;
  out.set([0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff], 16);
  out.set([server >>> 8, server & 255], 30);
}

/** Writes a client's IPv4 address. @param client its number in the link's subnet, 1 to 254 */
export function writeClient4(out: Uint8Array, at: number, link: number, client: number): void {
  out[at] = 10;
  out[at + 1] = link >>> 8;
  out[at + 2] = link & 255;
  out[at + 3] = client;
}

/** Writes the IPv4 address of a host that is neither client nor server: attackers and those they
 * abuse, 198.19.0.0/16 (RFC 2544). @param host its number, 0 to 65,535 */
export function writeStranger4(out: Uint8Array, at: number, host: number): void {
  out[at] = 198;
  out[at + 1] = 19;
  out[at + 2] = host >>> 8;
  out[at + 3] = host & 255;
}
