"""What the Python peers share: the records, the loops that are timed, and the result.

Each peer is a Kafka client with three calls (see Client). Times begin when connections stand and
end when the broker has acknowledged, or the consumer has seen, the last record.
"""

import argparse
import json
import platform
import sys
import time
from importlib.metadata import version

PARTITIONS = 8
WINDOW_US = 5_000_000
# Records that pandas takes at once: its calls cost milliseconds, whatever the frame's length.
FRAME_ROWS = 100_000


class Client:
    """A Kafka client. `send` may buffer, `flush` waits until all is acknowledged by all replicas;
    `read_from_start` yields lists of values, from the first offset of all partitions on."""

    def send(self, topic, key, value):
        raise NotImplementedError

    def flush(self):
        raise NotImplementedError

    def read_from_start(self, topic):
        raise NotImplementedError


def produce(client, topic, records, span_us, seconds):
    """Encodes and sends records, the same ones later and later, for so many seconds."""
    encode = json.JSONEncoder(separators=(",", ":")).encode
    sent = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        for i in range(0, len(records), 1_000):
            for record in records[i : i + 1_000]:
                client.send(topic, record["link"].encode(), encode(record).encode())
                record["ts"] += span_us
            sent += len(records[i : i + 1_000])
            if time.perf_counter() - start >= seconds:
                break
    client.flush()
    return sent, time.perf_counter() - start


def consume(client, topic, count, seconds):
    """Reads and decodes the whole topic, again and again, for so many seconds."""
    return passes(client, topic, count, seconds, lambda records: None)


def windows(client, topic, count, seconds):
    """Reads, decodes and adds up windows of 5 s with pandas."""
    import pandas as pd

    def add_up(records):
        frame = pd.DataFrame.from_records(records, columns=["ts", "link", "len", "proto"])
        frame["window"] = frame["ts"] // WINDOW_US
        return frame.groupby(["link", "window"], sort=False).agg(
            packets=("len", "size"),
            bytes=("len", "sum"),
            mean_length=("len", "mean"),
            first=("ts", "min"),
            last=("ts", "max"),
        )

    return passes(client, topic, count, seconds, add_up)


def passes(client, topic, count, seconds, work):
    seen, elapsed = 0, 0.0
    while elapsed < seconds:
        left, rows = count, []
        start = time.perf_counter()
        for values in client.read_from_start(topic):
            rows.extend(map(json.loads, values))
            left -= len(values)
            if len(rows) >= FRAME_ROWS or left <= 0:
                work(rows)
                rows = []
            if left <= 0:
                break
        elapsed += time.perf_counter() - start
        seen += count
    return seen, elapsed


def main(make_client, package):
    """Runs all stages and prints one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap", required=True, help="host:port of a broker")
    parser.add_argument("--topic", required=True, help="an empty topic of 8 partitions")
    parser.add_argument("--records", required=True, help="file of JSON records, one a line")
    parser.add_argument("--span-us", type=int, required=True, help="event time of the file, µs")
    parser.add_argument("--seconds", type=float, required=True, help="least length of a stage")
    args = parser.parse_args()
    with open(args.records, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    client = make_client(args.bootstrap)
    count, elapsed = produce(client, args.topic, records, args.span_us, args.seconds)
    rows = [row("produce", count, elapsed)]
    print(f"produced {count}", file=sys.stderr)
    for stage in (consume, windows):
        rows.append(row(stage.__name__, *stage(client, args.topic, count, args.seconds)))
    versions = {"python": platform.python_version(), package: version(package)}
    print(json.dumps({"rows": rows, "versions": versions}))


def row(stage, count, elapsed):
    rate = count / elapsed
    return {
        "format": "json",
        "stage": stage,
        "messagesPerSecond": rate,
        "packetsPerSecond": rate,
        "seconds": elapsed,
    }
