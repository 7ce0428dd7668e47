"""scapy: protocol, addresses and ports of each packet of a pcap file."""

import sys
import time

import scapy
from scapy.layers.inet import IP, TCP
from scapy.utils import PcapReader

start = time.perf_counter()
packets = 0
with PcapReader(sys.argv[1]) as reader:
    for packet in reader:
        ip, tcp = packet[IP], packet[TCP]
        fields = (packet.time, ip.proto, ip.src, ip.dst, tcp.sport, tcp.dport)
        packets += 1
print(packets, time.perf_counter() - start, scapy.__version__)
