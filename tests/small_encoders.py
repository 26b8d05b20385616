"""Encoders so small that their vectors can be computed by hand: what an ONNX file holds, and its tokenizer."""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

PIECES = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "a",
    "cup",
    "of",
    "tea",
    "##pot",
    "##s",
    "the",
    "river",
    "bank",
    "茶",
    "杯",
    "钱",
    "水",
)
TABLE = np.random.default_rng(7).normal(size=(len(PIECES), 4)).astype(np.float32)


def states(*pieces):
    """What the network gives for the pieces of a text: each one's row of the table, and half of the mean of all."""
    rows = TABLE[[PIECES.index(piece) for piece in pieces]]
    return rows + rows.mean(axis=0) / 2


def small_tokenizer(pieces=PIECES):
    found = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    found.normalizer = normalizers.BertNormalizer(lowercase=True)
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    found.add_special_tokens(["[CLS]", "[SEP]"])
    return found


def byte_tokenizer(sentences):
    """Byte-level BPE, as RoBERTa's: a blank belongs to the piece behind it."""
    found = Tokenizer(models.BPE(unk_token=None))
    found.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(special_tokens=["<s>", "</s>"], initial_alphabet=alphabet, show_progress=False)
    found.train_from_iterator(sentences, trainer)
    found.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0), trim_offsets=False)
    return found


def unigram_tokenizer(sentences):
    """Unigram, as the multilingual encoders': words begin with ▁."""
    found = Tokenizer(models.Unigram())
    found.normalizer = normalizers.NFKC()
    found.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(special_tokens=["<s>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False)
    found.train_from_iterator(sentences, trainer)
    found.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    return found


def small_network(table=TABLE, *, shape=("texts", "pieces"), kind=TensorProto.INT64, outputs=("last_hidden_state",)):
    """A network of which each state depends on all pieces of its text that the mask shows."""
    names = "input_ids", "attention_mask"
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["embeddings"]),
        helper.make_node("Cast", ["attention_mask"], ["shown"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["shown", "last"], ["weights"]),
        helper.make_node("Mul", ["embeddings", "weights"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "middle"], ["sum"]),
        helper.make_node("ReduceSum", ["weights", "middle"], ["size"]),
        helper.make_node("Div", ["sum", "size"], ["mean"]),
        helper.make_node("Mul", ["mean", "half"], ["around"]),
        helper.make_node("Add", ["embeddings", "around"], ["last_hidden_state"]),
        helper.make_node("Squeeze", ["mean", "middle"], ["sentence_embedding"]),
    ]
    constants = {"table": table, "last": np.array([2]), "middle": np.array([1]), "half": np.float32(0.5)}
    width = table.shape[1]
    shapes = {"sentence_embedding": [shape[0], width]}
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, kind, list(shape)) for name in names],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, shapes.get(o, [*shape, width])) for o in outputs],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def small_encoder(folder, tokenizer=None, **network):
    """A folder with model.onnx and tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(small_network(**network), str(folder / "model.onnx"))
    (small_tokenizer() if tokenizer is None else tokenizer).save(str(folder / "tokenizer.json"))
    return folder


def with_padding(folder, length):
    """Let the tokenizer fill texts up and cut them off, as those of sentence-transformers do."""
    path = folder / "tokenizer.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["truncation"] = {"direction": "Right", "max_length": length, "strategy": "LongestFirst", "stride": 0}
    found["padding"] = {
        "strategy": {"Fixed": 16},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "[PAD]",
    }
    path.write_text(json.dumps(found), encoding="utf-8")
