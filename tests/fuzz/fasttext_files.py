"""fastText's models, made byte by byte as its program writes them, and what they hold."""

import struct

import numpy as np

COLUMNS = 5
ARGUMENTS = {"dim": COLUMNS, "ws": 5, "epoch": 2, "minCount": 1, "neg": 5, "wordNgrams": 1, "loss": 2, "model": 2}
ARGUMENTS |= {"bucket": 20, "minn": 2, "maxn": 3, "lrUpdateRate": 100, "t": 1e-4}
WORDS = (b"</s>", b"the", "国王".encode(), "größe".encode())
SPLIT = (2, 2, 1)  # columns of each piece of a quantized row


def beginning(version=12, **arguments):
    return struct.pack("<2i12id", 793712314, version, *(ARGUMENTS | arguments).values())


def dictionary(words=WORDS, labels=(), pairs=None, first_count=9):
    """Counts are 9, 8, 7 ..."""
    found = struct.pack(
        "<3i2q", len(words) + len(labels), len(words), len(labels), 99, -1 if pairs is None else len(pairs)
    )
    for place, word in enumerate([*words, *labels]):
        found += word + b"\0" + struct.pack("<qb", first_count - place, place >= len(words))
    return found + b"".join(struct.pack("<2i", *pair) for pair in pairs or [])


def dense(matrix):
    return struct.pack("<?2q", False, *matrix.shape) + matrix.astype("<f4").tobytes()


def quantized(rows, *, lengths=False, seed=0):
    """A matrix whose pieces are at random, and its values."""
    random = np.random.default_rng(seed)
    codes = random.integers(0, 256, (rows, len(SPLIT)), dtype=np.uint8)
    tables = [random.normal(size=(256, width)).astype("<f4") for width in SPLIT]
    values = np.hstack([table[codes[:, piece]] for piece, table in enumerate(tables)])
    data = struct.pack("<??2qi", True, lengths, rows, COLUMNS, codes.size) + codes.tobytes()
    data += struct.pack("<4i", COLUMNS, len(SPLIT), SPLIT[0], SPLIT[-1]) + b"".join(map(np.ndarray.tobytes, tables))
    if lengths:
        length_codes, table = random.integers(0, 256, rows, dtype=np.uint8), random.random(256).astype("<f4")
        data += length_codes.tobytes() + struct.pack("<4i", 1, 1, 1, 1) + table.tobytes()
        values *= table[length_codes][:, None]
    return data, values


def matrix(rows, seed=1):
    return np.random.default_rng(seed).normal(size=(rows, COLUMNS)).astype(np.float32)


def model(words=WORDS, inputs=None, outputs=None, *, labels=(), pairs=None, version=12, **arguments):
    """A whole file; inputs and outputs are bytes, made at random where they are left out."""
    bucket = (ARGUMENTS | arguments)["bucket"]
    inputs = dense(matrix(len(words) + (bucket if pairs is None else len(pairs)))) if inputs is None else inputs
    outputs = dense(matrix(len(words), 2)) if outputs is None else outputs
    return beginning(version, **arguments) + dictionary(words, labels, pairs) + inputs + outputs
