"""PyTorch's side of `deno task bench:model`: the same network, on one thread.

Reads lines `train BATCH SECONDS` and `predict BATCH SECONDS`, and answers each with the sequences
per second of processor time.
"""

import sys
import time

import torch


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(5, 64, 2, batch_first=True, dropout=0.2)
        self.output = torch.nn.Linear(64, 12)

    def forward(self, x):
        return self.output(self.lstm(x)[0][:, -1])


def measure(op, batch, seconds):
    network = Network()
    x, y = torch.randn(batch, 10, 5), torch.randn(batch, 12)
    adam = torch.optim.Adam(network.parameters())

    def train():
        adam.zero_grad()
        loss = torch.nn.functional.mse_loss(network(x), y)
        loss.backward()
        adam.step()
        return loss.item()

    def predict():
        with torch.inference_mode():
            return network(x)

    network.train(op == "train")
    run = train if op == "train" else predict
    for _ in range(3):
        run()
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        run()
        count += batch
    return count / (time.process_time() - start)


torch.set_num_threads(1)
print(torch.__version__, flush=True)
for line in sys.stdin:
    op, batch, seconds = line.split()
    print(measure(op, int(batch), float(seconds)), flush=True)
