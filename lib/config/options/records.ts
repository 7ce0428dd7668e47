/**
 * Options of packet records: how they are read and written, and to which link they belong.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { paths } from "../kinds/paths.ts";
import { text } from "../kinds/text.ts";

/** How packets are written to the bus. */
export const formatOptions = {
  format: choice(["json", "packed"], {
    doc: "Records on the bus: `json` is one packet a message, `packed` many in columns",
    default: "packed",
  }),
};

/** How the headers of captured packets are read. */
export const headerOptions = {
  tunnel: choice(["outer", "inner"], {
    doc: "Which packet of a tunnel gives protocol, addresses and ports: the one on the link, or " +
      "the one it carries (GRE, ERSPAN, VXLAN, Geneve, GTP-U, IP in IP, L2TP, Teredo, MPLS in IP)",
    default: "outer",
  }),
};

/** Captures that are read in place of the bus, and the link they are taken for. */
export const inputOptions = {
  input: paths({
    doc:
      "Read this capture (pcap, pcapng, snoop, also in gzip or zstd), or all in this folder, and " +
      "not the bus",
    defaultNote: "the bus",
  }),
  link: text({
    doc: "Name of the link that the captures show",
    defaultNote: "the interface's name, else the file's",
  }),
  ...headerOptions,
};
