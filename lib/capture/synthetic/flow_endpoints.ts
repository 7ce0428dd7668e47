/**
 * Addresses of the flows' clients and servers, all from ranges that are nobody's.
 * @module
 */

import type { Random } from "#lib/core/random.ts";

/** Servers that all links talk to. */
const SERVERS = 4_096;
/** Clients on each link. */
const CLIENTS = 250;

/**
 * Draws the client's and the server's address of a flow. Clients come evenly from the link's own
 * subnet, 10.x.y.0/24 (RFC 1918) or 2001:db8:0:n::/64 (RFC 3849); servers from 198.18.0.0/15
 * (RFC 2544) or 2001:db8:ffff::/64, a few of them far more often than the rest.
 * @param out receives the client in its first and the server in its second 16 bytes; IPv4 leaves
 * all but the first 4 of each zero
 * @param link number of the link, from 0 to 65,535
 * @param family 4 or 6
 */
export function drawEndpoints(out: Uint8Array, link: number, family: 4 | 6, random: Random): void {
  const client = 1 + random.integer(CLIENTS);
  // The cube of a uniform number gives the popularity a long tail.
  const server = 1 + Math.floor(SERVERS * random.uniform() ** 3);
  out.fill(0);
  if (family === 4) {
    out.set([10, link >>> 8, link & 255, client], 0);
    out.set([198, 18, server >>> 8, server & 255], 16);
    return;
  }
  out.set([0x20, 0x01, 0x0d, 0xb8, 0, 0, link >>> 8, link & 255], 0);
  out[15] = client;
  out.set([0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff], 16);
  out.set([server >>> 8, server & 255], 30);
}
