import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors, load


def test_similar_prints_one_table_for_each_word(firth, model):
    done = firth("similar", model, "king", "国王", "--topn", 2)
    assert done.returncode == 0
    assert done.stdout == (
        "king   cosine\nqueen  0.9848\n国王   0.0000\n\n国王   cosine\n女王   0.9848\nqueen  0.1736\n"
    )


def test_similar_finds_a_word_in_the_spelling_of_the_text(firth, tmp_path):
    words = ["电脑", "计算机", "computer"]
    info = {"reading": {"chinese_script": "simplified", "lowercase": True}}
    WordVectors(words, np.array([[1, 0], [1, 1], [0, 1]], np.float32), info=info).save(tmp_path / "m.safetensors")
    done = firth("similar", "m.safetensors", "電腦", "COMPUTER", "--topn", 1)
    assert done.stdout == "電腦    cosine\n计算机  0.7071\n\nCOMPUTER  cosine\n计算机    0.7071\n"
    assert done.stderr == ""


def test_similar_as_json_is_one_document_and_nothing_else(firth, model):
    done = firth("similar", model, "king", "国王", "--topn", 1, "--json")
    assert done.stderr == ""
    assert "女王" in done.stdout
    assert json.loads(done.stdout) == [
        {"question": ["king"], "answers": [{"word": "queen", "score": pytest.approx(0.9848, abs=1e-4)}]},
        {"question": ["国王"], "answers": [{"word": "女王", "score": pytest.approx(0.9848, abs=1e-4)}]},
    ]


def test_similar_answers_each_line_of_standard_input(firth, model):
    done = firth("similar", model, "--topn", 1, "--json", stdin="\ufeffking\r\n\n国王\n")
    assert [item["question"] for item in json.loads(done.stdout)] == [["king"], ["国王"]]
    assert done.stderr == ""


def test_no_questions_are_an_empty_document(firth, model):
    assert json.loads(firth("similar", model, "--json").stdout) == []


def test_a_line_is_answered_before_the_next_one_comes(model):
    command = [sys.executable, "-m", "firth", "similar", str(model), "--topn", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for word, answer in (("king", "queen"), ("coffee", "tea")):
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            assert word in next(line for line in process.stdout if line.strip())
            assert process.stdout.readline().startswith(answer)
        process.stdin.close()
        assert process.wait() == 0


def test_a_question_without_answers_says_so(firth, model):
    done = firth("similar", model, "king", "--restrict-vocab", 1)
    assert done.returncode == 0
    assert done.stdout == "king             cosine\n(no other word)\n"


def test_an_unknown_word_is_reported_with_close_ones_and_the_rest_goes_on(firth, model):
    done = firth("similar", model, "--topn", 1, stdin="quean\nking\n")
    assert done.returncode == 1
    assert "'quean' is not among the 6 words. Close: 'queen'." in done.stderr
    assert "king" in done.stdout


def test_bytes_that_are_not_utf8_are_an_unknown_word(firth, model):
    done = firth("similar", model, "--topn", 1, stdin=b"caf\xe9\nking\n")
    assert done.returncode == 1
    assert "'caf\ufffd' is not among" in done.stderr
    assert "queen" in done.stdout


def test_an_analogy_leaves_its_own_words_out(firth, model):
    done = firth("analogy", model, "king", "queen", "国王", "--topn", 1)
    assert done.stdout.startswith("king : queen :: 国王 : ?  cosine\n女王")
    document = json.loads(firth("analogy", model, "king", "queen", "国王", "--no-normalize", "--json").stdout)
    assert [answer["word"] for answer in document[0]["answers"]] == ["女王", "tea", "coffee"]


def test_analogies_are_read_three_words_a_line(firth, model):
    done = firth("analogy", model, "--json", stdin="king queen 国王\nking queen\nking quean 国王\n")
    assert done.returncode == 1
    assert [item["question"] for item in json.loads(done.stdout)] == [["king", "queen", "国王"]]
    assert "words='king queen': an analogy takes three words" in done.stderr
    assert "Close: 'queen'" in done.stderr


def test_options_vary_the_question(firth, model):
    few = json.loads(firth("similar", model, "king", "--restrict-vocab", 3, "--json").stdout)
    assert [answer["word"] for answer in few[0]["answers"]] == ["queen", "国王"]
    plain, centered = (firth("similar", model, "king", *more).stdout for more in ([], ["--center"]))
    assert plain != centered


def test_a_view_asks_other_vectors(firth, model, tmp_path):
    other = load(model)
    WordVectors(other.words, other.vectors, other.vectors[::-1], other.counts).save(tmp_path / "two.safetensors")
    two = load(tmp_path / "two.safetensors")
    for view in ("input", "context", "mean", "concat"):
        done = firth("similar", "two.safetensors", "king", "--view", view, "--json")
        expected = [[word, pytest.approx(score)] for word, score in two.view(view).most_similar("king")]
        assert [list(answer.values()) for answer in json.loads(done.stdout)[0]["answers"]] == expected
    done = firth("analogy", "two.safetensors", "king", "queen", "tea", "--view", "context", "--topn", 1)
    assert two.view("context").analogy("king", "queen", "tea", topn=1)[0][0] in done.stdout
    wrong = firth("similar", "two.safetensors", "king", "--view", "output")
    assert wrong.returncode == 2
    assert "choose from" in wrong.stderr


def test_contexts_prints_inner_products_one_table_for_each_word(firth, model):
    done = firth("contexts", model, "king", "tea", "--topn", 2)
    assert done.returncode == 0
    assert done.stdout == (
        "king    score\nking   1.0000\nqueen  0.9848\n\ntea      score\ntea     1.0000\ncoffee  0.9848\n"
    )


def test_contexts_are_answered_line_by_line_as_json(firth, model):
    done = firth("contexts", model, "--topn", 1, "--restrict-vocab", 2, "--json", stdin="tea\nquean\n国王\n")
    assert done.returncode == 1
    assert "Close: 'queen'" in done.stderr
    queen = {"word": "queen", "score": pytest.approx(np.cos(np.radians(170)))}
    assert json.loads(done.stdout) == [
        {"question": ["tea"], "answers": [queen]},
        {"question": ["国王"], "answers": [{"word": "queen", "score": pytest.approx(np.cos(np.radians(80)))}]},
    ]


def test_predict_takes_all_words_together(firth, model):
    done = firth("predict", model, "king", "国王", "--topn", 2)
    assert done.returncode == 0
    assert done.stdout == "king 国王   score\nqueen      0.5792\nking       0.5000\n"


def test_predict_takes_a_line_of_words_as_one_question(firth, model):
    done = firth("predict", model, "--topn", 1, "--json", stdin="king 国王\n\nking quean\ntea\n")
    assert done.returncode == 1
    assert [item["question"] for item in json.loads(done.stdout)] == [["king", "国王"], ["tea"]]
    assert done.stderr.count("error") == 1


@pytest.mark.parametrize(
    "command",
    [["contexts", "king", "the"], ["predict", "king"], ["similar", "king", "--view", "mean"]],
)
def test_a_model_without_contexts_is_refused_once_with_the_reason(firth, tree_model, tmp_path, command):
    for path, reason in ((tree_model, "inner nodes of the Huffman tree"), ("v.bin", "word2vec files have none")):
        load(tree_model).save(tmp_path / "v.bin")
        done = firth(command[0], path, *command[1:])
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.count("error") == 1
        assert reason in done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["similar", "king", "--topn", "0"], "must be a whole number of at least 1, not '0'"),
        (["similar", "king", "--topn", "x"], "must be a whole number of at least 1, not 'x'"),
        (["similar", "king", "--restrict-vocab", "-1"], "must be a whole number of at least 1"),
        (["analogy", "king", "queen"], "an analogy takes three words"),
    ],
)
def test_nonsense_is_wrong_use(firth, model, args, message):
    done = firth(args[0], model, *args[1:])
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "is empty"),
        (b"\x10\0\0\0\0\0\0\0{", "truncated"),
        (b"1000000000000 100\nking 0.1", "truncated"),
    ],
)
@pytest.mark.parametrize("command", ["similar", "info"])
def test_a_file_that_is_no_model_fails_with_a_reason(firth, tmp_path, content, message, command):
    if content is not None:
        (tmp_path / "bad.model").write_bytes(content)
    done = firth(command, "bad.model", *(["king"] if command == "similar" else []))
    assert done.returncode == 1
    assert message in done.stderr
    assert "bad.model" in done.stderr


def test_a_truncated_model_fails_with_a_reason(firth, model):
    model.write_bytes(model.read_bytes()[:-7])
    done = firth("analogy", model, "king", "queen", "国王")
    assert done.returncode == 1
    assert "truncated" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["similar", "king", "--view", "mean"],
        ["analogy", "king", "queen", "tea"],
        ["contexts", "king"],
        ["predict", "king", "tea"],
        ["info", "--word", "king"],
        ["info"],
    ],
)
def test_a_question_loads_neither_the_compiler_nor_the_reader_of_text(model, command):
    code = (
        "import sys\n"
        "from firth.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: assert not {'numba', 'pyarrow', 'tqdm'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command[0], model, *command[1:]], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_terminal_without_the_characters_shows_their_codes(firth_process, model):
    done = firth_process("similar", model, "king", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "\\u56fd\\u738b" in done.stdout
    assert "国王" in firth_process("similar", model, "king", "--json", PYTHONIOENCODING="ascii").stdout


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")
def test_a_reader_that_leaves_is_no_error(model):
    command = [sys.executable, "-m", "firth", "similar", str(model), "king"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 128 + signal.SIGPIPE


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")
def test_ctrl_c_ends_the_questions_with_one_line(model):
    command = [sys.executable, "-m", "firth", "similar", str(model)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, **pipes, encoding="utf-8") as process:
        process.stdin.write("king\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "firth: interrupted\n"
        assert process.wait() == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_an_output_that_is_full_is_an_error_with_a_message(model):
    command = [sys.executable, "-m", "firth", "similar", str(model), "king"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("firth: error: standard output: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def spaced(tmp_path):
    """Words that hold blanks of Unicode, or plain ones."""
    words = ["年", "\u3000年", "hussarde\u00a0»", "\u00a0", "new york", "日"]
    vectors = np.stack([np.cos(np.arange(6) / 9), np.sin(np.arange(6) / 9)], axis=1).astype(np.float32)
    WordVectors(words, vectors, vectors, np.arange(6, 0, -1)).save(tmp_path / "m.safetensors")
    return "m.safetensors"


@pytest.mark.parametrize("command", ["similar", "contexts"])
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("\u3000年", "\u3000年"),
        ("年", "年"),
        ("\u00a0", "\u00a0"),
        ("hussarde\u00a0»", "hussarde\u00a0»"),
        ("  new york\t", "new york"),
        ("\u3000日", "日"),
    ],
)
def test_a_line_is_the_word_as_it_was_typed_if_that_is_known(firth, spaced, command, typed, asked):
    for end in ("\n", "\r\n", ""):
        document = json.loads(firth(command, spaced, "--json", stdin=typed + end).stdout)
        assert [item["question"] for item in document] == [[asked]]


@pytest.mark.parametrize(
    "line",
    [
        "\u3000年 hussarde\u00a0» 日",
        " \u3000年  hussarde\u00a0» 日 ",
        "\u3000年\thussarde\u00a0»\t日\t",
        "\u3000年 hussarde\u00a0» \u3000日",
    ],
)
def test_words_of_a_line_keep_the_blanks_that_belong_to_them(firth, spaced, line):
    for command in ("analogy", "predict"):
        document = json.loads(firth(command, spaced, "--json", stdin=f"{line}\n").stdout)
        assert document[0]["question"] == ["\u3000年", "hussarde\u00a0»", "日"]


def test_tabs_part_words_that_hold_blanks(firth, spaced):
    document = json.loads(firth("analogy", spaced, "--json", stdin="new york\t年\t日\n").stdout)
    assert document[0]["question"] == ["new york", "年", "日"]


def test_blank_lines_are_passed_over(firth, spaced):
    assert json.loads(firth("similar", spaced, "--json", stdin="\n  \n\u3000\n\r\n").stdout) == []
    assert json.loads(firth("analogy", spaced, "--json", stdin="\n  \n\u3000\n\t\n").stdout) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_questions_in_utf_16_as_powershell_pipes_them_are_read(firth, model, encoding):
    done = firth("similar", model, "--json", stdin="\ufeff国王\r\nking\r\n".encode(encoding))
    assert [item["question"] for item in json.loads(done.stdout)] == [["国王"], ["king"]]


def test_words_are_utf_8_where_the_system_has_no_encoding(firth_process, model):
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = firth_process("similar", model, "国王", "--json", **locale)
    assert json.loads(done.stdout)[0]["question"] == ["国王"]
    done = firth_process("analogy", model, "国王", "女王", "king", "--json", **locale)
    assert json.loads(done.stdout)[0]["question"] == ["国王", "女王", "king"]


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as POSIX shells do")
@pytest.mark.parametrize("args", ["similar m king", "similar m king --json", "info m", "--help", "pairs 'a b'"])
def test_an_answer_that_nobody_can_get_is_a_failure(model, tmp_path, args):
    model.rename(tmp_path / "m")
    command = f"{sys.executable} -m firth {args} >&-"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("firth: error: standard output is closed")
