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
  llc: -6,
  mpls: -7,
  pppoe: -8,
  ppp: -9,
  macInMac: -10,
  fabricPath: -11,
  trustSec: -12,
  wifi: -13,
  gre: -14,
  erspan2: -15,
  erspan3: -16,
  etherIp: -17,
  pimRegister: -18,
  vxlan: -19,
  vxlanGpe: -20,
  geneve: -21,
  gtp: -22,
  teredo: -23,
  l2tp: -24,
} as const;
