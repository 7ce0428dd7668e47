"""kafka-python, the client in pure Python."""

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from peer import PARTITIONS, Client, main


class KafkaPython(Client):
    def __init__(self, bootstrap):
        self.producer = KafkaProducer(
            bootstrap_servers=bootstrap,
            acks="all",
            enable_idempotence=True,
            linger_ms=20,
            batch_size=512 * 1024,
        )
        self.consumer = KafkaConsumer(
            bootstrap_servers=bootstrap,
            enable_auto_commit=False,
            fetch_max_bytes=16 * 2**20,
            max_partition_fetch_bytes=2 * 2**20,
            max_poll_records=10_000,
        )

    def send(self, topic, key, value):
        self.producer.send(topic, key=key, value=value)

    def flush(self):
        self.producer.flush()

    def read_from_start(self, topic):
        self.consumer.assign([TopicPartition(topic, p) for p in range(PARTITIONS)])
        self.consumer.seek_to_beginning()
        while True:
            for messages in self.consumer.poll(timeout_ms=1_000).values():
                yield [message.value for message in messages]


main(KafkaPython, "kafka-python")
