"""Writes lstm_layer.json: results and gradients of PyTorch's LSTM, in double precision.

Run in a Python that has torch: python make.py. The file says which version it was made with; no
seed of torch's enters, since all that it is given is made from sines.
"""

import json
import math
import pathlib

import torch

CASES = [
    # batch, steps, inputs, units
    (1, 1, 1, 1),
    (3, 5, 2, 4),
    (2, 7, 5, 3),
]


def waves(seed, *shape):
    """Numbers in [-1, 1] that any language makes alike, to a few bits."""
    count = math.prod(shape)
    values = [math.sin(seed + 1.7 * i + 0.3 * i * i % 5) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def case(batch, steps, inputs, units):
    # Keras' gates are i f c o, as PyTorch's i f g o; its kernels are the transposed ones
    kernel = waves(1, inputs, 4 * units)
    recurrent = waves(2, units, 4 * units)
    bias = waves(3, 4 * units)
    x = waves(4, batch, steps, inputs).requires_grad_()
    hidden = waves(5, 1, batch, units).requires_grad_()
    cell = waves(6, 1, batch, units).requires_grad_()
    lstm = torch.nn.LSTM(inputs, units, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(kernel.T)
        lstm.weight_hh_l0.copy_(recurrent.T)
        lstm.bias_ih_l0.copy_(bias)
        lstm.bias_hh_l0.zero_()
    sequence, (last_hidden, last_cell) = lstm(x, (hidden, cell))
    upstream = [waves(7, batch, steps, units), waves(8, batch, units), waves(9, batch, units)]
    loss = sum((a * b).sum() for a, b in zip((sequence, last_hidden[0], last_cell[0]), upstream))
    loss.backward()
    return {
        "shape": {"batch": batch, "steps": steps, "inputs": inputs, "units": units},
        "given": {
            "kernel": flat(kernel), "recurrentKernel": flat(recurrent), "bias": flat(bias),
            "input": flat(x), "hidden": flat(hidden), "cell": flat(cell),
            "sequenceGradient": flat(upstream[0]), "hiddenGradient": flat(upstream[1]),
            "cellGradient": flat(upstream[2]),
        },
        "expected": {
            "sequence": flat(sequence), "hidden": flat(last_hidden), "cell": flat(last_cell),
            "gradients": {
                "input": flat(x.grad), "kernel": flat(lstm.weight_ih_l0.grad.T),
                "recurrentKernel": flat(lstm.weight_hh_l0.grad.T),
                "bias": flat(lstm.bias_ih_l0.grad),
                "hidden": flat(hidden.grad), "cell": flat(cell.grad),
            },
        },
    }


golden = {"torch": torch.__version__, "cases": [case(*shape) for shape in CASES]}
path = pathlib.Path(__file__).with_name("lstm_layer.json")
path.write_text(json.dumps(golden) + "\n")
