"""confluent-kafka, the client on librdkafka (C)."""

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from peer import PARTITIONS, Client, main


class Confluent(Client):
    def __init__(self, bootstrap):
        self.producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "linger.ms": 20,
                "batch.size": 1_000_000,
                "batch.num.messages": 100_000,
                "queue.buffering.max.messages": 500_000,
                "partitioner": "murmur2_random",
            }
        )
        self.consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": "peer",
                "enable.auto.commit": False,
                "fetch.max.bytes": 16 * 2**20,
                "max.partition.fetch.bytes": 2 * 2**20,
                "queued.min.messages": 200_000,
                "fetch.wait.max.ms": 20,
            }
        )

    def send(self, topic, key, value):
        while True:
            try:
                self.producer.produce(topic, key=key, value=value)
                return
            except BufferError:
                self.producer.poll(0.05)  # the queue is full: wait for acknowledgements

    def flush(self):
        self.producer.flush()

    def read_from_start(self, topic):
        self.consumer.assign(
            [TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(PARTITIONS)]
        )
        while True:
            yield [message.value() for message in self.consumer.consume(10_000, timeout=1.0)]


main(Confluent, "confluent-kafka")
