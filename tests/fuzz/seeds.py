"""Small valid files of every kind that Firth reads, most of them written by Firth itself."""

import bz2
import csv
import gzip
import io
import json
import lzma
import pickle
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import fasttext_files
import msgpack
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import safetensors.numpy

import firth
from firth.formats import Record, write
from firth.subwords.composing import Subwords
from firth.subwords.murmur import murmur2
from firth.subwords.ngrams import Ngrams, Parts

WORDS = ("the", "国王", "größe", "new york", "0.5")
TEXTS = ["a cup of tea", "国王 喝 茶\nand another line", "", 'größe\t12,5 "quoted" {x}']


class Seed(NamedTuple):
    """A valid file: its name, which may tell what it is, and its bytes."""

    name: str
    data: bytes


def _record(words: tuple[str, ...], **parts: object) -> Record:
    matrix = np.random.default_rng(1).normal(size=(len(words), 3)).astype(np.float32)
    return Record(words, matrix, **parts)  # type: ignore[arg-type]


def _written(record: Record, name: str, dtype: str = "float32") -> bytes:
    out = io.BytesIO()
    write(record, out, name, dtype=dtype)
    return out.getvalue()


@cache
def trained() -> dict[str, bytes]:
    """The files of a folder of checkpoints whose training was stopped after its first epoch."""
    sentences = np.random.default_rng(2).integers(0, 9, (200, 8)).astype(str).tolist()
    with tempfile.TemporaryDirectory() as folder:
        firth.train(
            sentences,
            checkpoint=folder,
            on_pause=lambda pause: pause.stop(),
            vector_size=4,
            min_count=1,
            epochs=2,
            negative=2,
            workers=1,
            validation_share=0.1,
            patience=2,
            subwords="1-2",
        )
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def checkpoints() -> list[Seed]:
    """Checkpoints: the files of `trained` that are not its text."""
    return [Seed(name, data) for name, data in trained().items() if name.startswith("checkpoint-")]


def models() -> list[Seed]:
    """Models: with everything, with inner nodes, with nothing but words and vectors, and a checkpoint."""
    info = {"config": {"window": 5}, "reading": {"lowercase": True, "tokenizer": "words"}, "语": [1.5, None, [True]]}
    full = _record(WORDS, contexts=np.ones((5, 3), np.float32), counts=np.arange(5, 0, -1), info=info)
    tree = _record(WORDS, nodes=np.ones((4, 3), np.float32), counts=np.arange(5, 0, -1))
    plain = _record(WORDS[:1])
    keys = np.unique(Ngrams(2, 3).keys(WORDS)[1])
    pieces = [Subwords(Ngrams(2, 3), keys, np.ones((len(keys), 3), np.float32))]
    pieces += [Subwords(Ngrams(2, 3, 4), None, np.ones((4, 3), np.float32)), Subwords(Parts(None, "f"), *pieces[0][1:])]
    records = [full, tree, plain, *(_record(WORDS, subwords=each) for each in pieces)]
    files = [Seed("v.safetensors", _written(record, "safetensors")) for record in records]
    files += [Seed("v.safetensors", _written(records[3], "safetensors", dtype)) for dtype in ("float16", "int8")]
    return [*files, *checkpoints()]


def word2vec_texts() -> list[Seed]:
    """word2vec's text, GloVe's, and one in wide units."""
    text = _written(_record(("the", "国王", "größe", "of")), "word2vec-text")
    rows = text.partition(b"\n")[2]
    windows = rows.replace(b" ", b"\t").replace(b"\n", b"\r\n")
    return [
        Seed("v.txt", text),
        Seed("v.vec", rows),
        Seed("v.txt", windows),
        Seed("v.txt", text.decode().encode("utf-16")),
    ]


def word2vec_binaries() -> list[Seed]:
    """word2vec's binary form, with and without a newline after each row."""
    record = _record(("the", "国王", "größe", "of"))
    rows = (word.encode() + b" " + row.tobytes() for word, row in zip(record.words, record.vectors, strict=True))
    return [Seed("v.bin", _written(record, "word2vec-binary")), Seed("v.bin", b"4 3\n" + b"".join(rows))]


def fasttext_models() -> list[Seed]:
    """fastText's models: as its program writes them, without n-grams, quantized, pruned, and with labels."""
    quantized, _ = fasttext_files.quantized(24, lengths=True)
    pruned, _ = fasttext_files.quantized(6)
    files = [
        fasttext_files.model(),
        fasttext_files.model(inputs=fasttext_files.dense(fasttext_files.matrix(4)), bucket=0, minn=0, maxn=0),
        fasttext_files.model(inputs=quantized, outputs=fasttext_files.quantized(4)[0]),
        fasttext_files.model(inputs=pruned, pairs=[(1, 0), (9, 1)]),
        fasttext_files.model(labels=(b"__label__a",), loss=1),
    ]
    return [Seed("m.bin", data) for data in files]


def archives() -> list[Seed]:
    """NumPy's archives of words and vectors: of all parts, compressed, and with words as bytes."""
    packed = io.BytesIO()
    np.savez_compressed(packed, words=np.array([word.encode() for word in WORDS]), vectors=np.eye(5))
    full = _record(WORDS, contexts=np.ones((5, 3), np.float32), counts=np.arange(5, 0, -1))
    return [Seed("v.npz", _written(full, "npz")), Seed("v.npz", packed.getvalue())]


def matrices() -> list[Seed]:
    """Matrices and tables whose words, those of `WORDS`, are in a file beside them; and such files."""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("v.npy", "vectors.tsv"):
            write(_record(WORDS), Path(folder) / name)
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    rows = "".join(f"{row} 0.5 -1 2\n" for row in range(4))
    files["v.floret"] = f"4 3 1 2 2 2166136261 < >\n{rows}".encode()
    return [Seed(name, data) for name, data in sorted(files.items())]


def tables() -> list[Seed]:
    """Tables of words and vectors: a list for each word, and a column for each dimension."""
    record = _record(WORDS, counts=np.arange(5, 0, -1))
    files = [Seed(f"v.{name}", _written(record, name)) for name in ("parquet", "arrow")]
    columns = pa.table({"word": pa.array(WORDS).dictionary_encode(), "x": range(5), "y": np.arange(5) / 7})
    for compression in ("none", "zstd"):
        out = io.BytesIO()
        pq.write_table(columns, out, row_group_size=2, compression=compression)
        files.append(Seed("v.parquet", out.getvalue()))
    return files


def vocabularies() -> list[Seed]:
    """The files of a vocabulary of spaCy."""
    keys = murmur2([word.encode() for word in WORDS], 1).tolist()
    matrix = io.BytesIO()
    np.save(matrix, np.arange(15, dtype=np.float32).reshape(5, 3))
    settings = {"mode": "default", "minn": 2, "maxn": 3, "hash_count": 2, "hash_seed": 7, "bow": "<", "eow": ">"}
    return [
        Seed("vectors", matrix.getvalue()),
        Seed("key2row", msgpack.packb({key: row for row, key in enumerate(keys)})),
        Seed("strings.json", json.dumps(WORDS).encode()),
        Seed("vectors.cfg", json.dumps(settings).encode()),
        Seed("vectors.cfg", json.dumps({**settings, "mode": "floret"}).encode()),
    ]


def token_models() -> list[Seed]:
    """The files of a model of model2vec."""
    tensors = {"embeddings": np.eye(3, dtype=np.float16), "weights": np.ones(3), "mapping": np.array([0, 2, 1])}
    tokens = {"model": {"vocab": {"tea": 0, "##cup": 1}}, "added_tokens": [{"id": 2, "content": "\u56fd"}]}
    return [
        Seed("model.safetensors", safetensors.numpy.save(tensors)),
        Seed("tokenizer.json", json.dumps(tokens).encode()),
    ]


def gensim_models() -> list[Seed]:
    """What gensim pickles of its vectors, and of a model that holds them."""
    state = {"vectors": np.eye(3, 4, dtype=np.float32), "index_to_key": ["the", "国王", 7], "vector_size": 4}
    expandos = {"expandos": {"count": np.array([5, 3, 1])}}
    grams = {"min_n": 2, "max_n": 3, "bucket": 5, "vectors_ngrams": np.ones((5, 4), np.float32)}
    states = [state, state | expandos, state | grams | {"key_to_index": {"the": 0, "国王": 1, 7: 2}, "x": {1, 2}}]
    return [Seed("m.model", gensim_pickle(state, protocol)) for state in states for protocol in (2, 5)]


def gensim_pickle(state: dict[str, object], protocol: int) -> bytes:
    """A pickle of gensim's KeyedVectors with this state, made without gensim."""
    begins = {0: 0, 1: 0, 2: 2, 3: 2}.get(protocol, 11)  # behind the protocol, and the length of a frame
    body = pickle.dumps(state, protocol)[begins:-1]
    return b"\x80\x02cgensim.models.keyedvectors\nKeyedVectors\n)\x81" + body + b"b."


def _by_arrow(name: str, data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, name) as packing:
        packing.write(data)
    return out.getvalue().to_pybytes()


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v.txt", data)
    return out.getvalue()


def _packed(data: bytes) -> list[bytes]:
    """The same bytes by every way of compressing."""
    by_python = [gzip.compress(data), bz2.compress(data), lzma.compress(data)]
    return [*by_python, _by_arrow("zstd", data), _by_arrow("lz4", data)]


def packed_vectors() -> list[Seed]:
    """Compressed vectors of all formats."""
    files = [*models()[:1], *word2vec_texts()[:1], *word2vec_binaries()[:1], *fasttext_models()[:1]]
    return [Seed("v", packed) for seed in files for packed in (*_packed(seed.data), _zipped(seed.data))]


def corpora() -> list[Seed]:
    """Encoded corpora."""
    names = ("corpus.firth", "validation.firth")
    return [Seed("c.firth", data) for name, data in trained().items() if name in names]


def texts() -> list[Seed]:
    """Plain text, with a mark and without."""
    text = "\n".join(TEXTS).encode()
    return [Seed("t.txt", text), Seed("t.txt", b"\xef\xbb\xbf" + text * 3), Seed("t.txt", b"one two\r\nthree\n")]


def packed_texts() -> list[Seed]:
    """Compressed text, once or several times in one file."""
    text = "\n".join(TEXTS).encode()
    return [Seed("t.txt", data) for packed in _packed(text) for data in (packed, packed * 2)]


def _table() -> pa.Table:
    texts = pa.array([*TEXTS, None])
    return pa.table({"id": range(5), "text": texts, "kind": texts.dictionary_encode(), "title": texts})


def parquet_files() -> list[Seed]:
    """Parquet, plain and compressed inside."""
    files = []
    for compression in ("none", "zstd"):
        out = io.BytesIO()
        pq.write_table(_table(), out, row_group_size=2, compression=compression)
        files.append(Seed("t.parquet", out.getvalue()))
    return files


def arrow_files() -> list[Seed]:
    """Arrow's files and streams: of strings, of large strings, of a dictionary."""
    table = _table()
    columns = [table.column("text"), table.column("text").cast(pa.large_string()), table.column("kind")]
    files = []
    for column in columns:
        one = pa.table({"text": column})
        for make in (pa.ipc.new_file, pa.ipc.new_stream):
            out = pa.BufferOutputStream()
            with make(out, one.schema) as file:
                file.write_table(one, max_chunksize=3)
            files.append(Seed("t.arrow", out.getvalue().to_pybytes()))
    return files


def delimited_files() -> list[Seed]:
    """CSV and TSV."""
    files = []
    for name, delimiter in (("t.csv", ","), ("t.tsv", "\t")):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows([["id", "text"], *enumerate(TEXTS)])
        files.append(Seed(name, out.getvalue().encode()))
    return files


def json_lines() -> list[Seed]:
    """JSON Lines."""
    rows = [{"text": text, "n": [1, {"x": None}]} for text in [*TEXTS, None]]
    lines = "".join(json.dumps(row, ensure_ascii=bool(at % 2)) + "\n" for at, row in enumerate(rows))
    return [Seed("t.jsonl", lines.encode())]


def word_lists() -> list[Seed]:
    """Lists of words."""
    return [Seed("words.txt", "\ufefftea\r\n\n国王\t12\t3\n new york \ntea\nend".encode())]


def question_sets() -> list[Seed]:
    sets = {
        "questions.txt": ": capitals\nathens greece oslo norway\noslo norway athens greece\n",
        "pairs.txt": ": facts, capitals\nathens greece/hellas\noslo norway\nparis france\n",
        "outliers.txt": ": days\nmonday tuesday friday sunday saturday\nred tree the cup tea\n",
        "similar.tsv": "# people\nking\tqueen\t8.5\ntea\tcup\t5\nking\tcup\t0.5\n",
        "singles.txt": "\u56fd\u738b \u5973\u738b 3.5 4 3\n\u732b \u72d7 2 2 2\n\u8336 \u676f 1 0 2\n",
        "msr.csv": ",type,word1,word2,word3,target\n0,a,good,better,bad,worse\n1,a,bad,worse,good,better\n",
        "similar.csv": ",word1,word2,similarity\n0,king,queen,8.5\n1,tea,cup,5\n2,a,b,0\n",
    }
    return [Seed(name, text.encode()) for name, text in sets.items()]
