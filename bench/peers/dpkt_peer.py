"""dpkt: protocol, addresses and ports of each packet of a pcap file."""

import sys
import time

import dpkt

start = time.perf_counter()
packets = 0
with open(sys.argv[1], "rb") as file:
    for ts, data in dpkt.pcap.Reader(file):
        ip = dpkt.ethernet.Ethernet(data).data
        fields = (ts, ip.p, ip.src, ip.dst, ip.data.sport, ip.data.dport)
        packets += 1
print(packets, time.perf_counter() - start, dpkt.__version__)
