/**
 * Lengths of the headers that synthetic packets carry, and of the frames around them.
 * @module
 */

/** Bytes of an Ethernet II header; a frame's check sequence is never counted. */
export const ETHERNET_BYTES = 14;
/** Shortest and longest frame without the check sequence. */
export const SHORTEST_FRAME_BYTES = 60;
/** Longest frame, for a payload of 1,500 bytes. */
export const LONGEST_FRAME_BYTES = 1_514;
/** UDP and ICMP echo headers. */
export const DATAGRAM_HEADER_BYTES = 8;
/** A TCP header without options, as scanners and resets have it. */
export const BARE_TCP_BYTES = 20;
/** With timestamps and two bytes of padding, as every segment of a flow has it. */
export const TCP_BYTES = 32;
/** With all options of a SYN: MSS, selective acknowledgments, timestamps, window scale. */
export const SYN_BYTES = 40;

/** Gives the length of the IP header of a family, without options. */
export function ipHeaderBytes(family: number): number {
  return family === 4 ? 20 : 40;
}
