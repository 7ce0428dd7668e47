/**
 * The headers that lie between the start of a packet and its ports, and may come in any order.
 * @module
 */

/**
 * Numbers of the layers, all below 0: a decoder returns one of them where more headers follow, and
 * a number of {@link "./undecoded.ts".Undecoded} where the reading ends. {@link "./layers.ts"} says
 * which decoder reads which.
 */
export const Layer = {
  ethernet: -1,
  vlan: -2,
  ipv4: -3,
  ipv6: -4,
  rawIp: -5,
} as const;
