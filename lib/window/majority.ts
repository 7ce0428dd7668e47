/**
 * The majority protocol class of a window.
 * @module
 */

/**
 * Gives the class with the most packets, ties to the lowest; 0 (TCP) where there are none.
 * @param tcp packets of class 0
 * @param udp packets of class 1
 * @param icmp packets of class 2
 * @param other packets of class 3
 */
export function majorityClass(tcp: number, udp: number, icmp: number, other: number): number {
  let best = 0;
  let most = tcp;
  if (udp > most) [best, most] = [1, udp];
  if (icmp > most) [best, most] = [2, icmp];
  return other > most ? 3 : best;
}
