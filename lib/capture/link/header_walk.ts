/**
 * Where the reading of a packet's headers stands. One object serves all packets of a capture, so
 * that none is made per packet.
 * @module
 */

/** Which IP header of a tunnelled packet is written to its row: the first one, or the last one. */
export type TunnelView = "outer" | "inner";

/** What decoders of headers share besides the packet and its row. */
export class HeaderWalk {
  /** Index of the next layer's first byte. */
  at = 0;
  /** Index behind the next layer's last captured byte. */
  to = 0;
  /** Where the IP packet that was read last ended on the wire, by its own length; more of it may
   * lie between `to` and here. */
  wireEnd = 0;
  /** Whether an IP header has been written to the row. */
  hasIp = false;
  /** Whether the headers behind the first IP header are looked at for another one. */
  readonly entersTunnels: boolean;

  /** Starts before the first packet. */
  constructor(tunnel: TunnelView) {
    this.entersTunnels = tunnel === "inner";
  }

  /**
   * Says where the next layer lies.
   * @param layer passed through; a reason for reading no further may stand in its place
   */
  next(layer: number, at: number, to: number): number {
    this.at = at;
    this.to = to;
    return layer;
  }
}
