import json


def test_a_plan_says_what_a_training_takes_without_training(firth, corpus, tmp_path):
    done = firth("plan", corpus, "-o", "model.safetensors", "--workers", 1, "--epochs", 3)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "text     10,000 tokens, 72 distinct words; all of the text was looked at"
    assert lines[1] == "trained  10,000 tokens x 3 epochs, alpha 0.035, on 1 thread"
    told = {line.split("  ")[0] for line in lines[4:]}
    assert told >= {"vocabulary", "words/s", "reading", "training", "total time", "peak memory", "model file"}
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


def test_a_plan_as_json_is_one_document(firth, corpus):
    done = firth("plan", corpus, "--json", "--workers", 1, "--vector-size", 50)
    document = json.loads(done.stdout)
    assert document["config"]["vector_size"] == 50
    assert document["vocabulary"] == {"low": 72, "likely": 72, "high": 72}
    assert document["matrices"]["likely"] == 2 * 72 * 64 * 4
    assert document["seconds"]["total"]["likely"] > 0.1
    assert document["troubles"] == []


def test_standard_input_cannot_be_sampled(firth):
    done = firth("plan", "-", stdin="a b c")
    assert done.returncode == 2
    assert "no sample of standard input can be taken; save it to a file first" in done.stderr


def test_wrong_settings_are_wrong_use_as_in_training(firth, corpus):
    done = firth("plan", corpus, "--objective", "softmax", "--negative", 5)
    assert done.returncode == 2
    assert "--negative 5: has no effect" in done.stderr


def test_vectors_to_start_from_that_are_missing_are_an_error(firth, corpus):
    done = firth("plan", corpus, "--vector-size", 65_536, "--initial", "missing.safetensors")
    assert done.returncode == 1
    assert "missing.safetensors" in done.stderr


def test_a_plan_tells_the_pairs_of_whole_sentences(firth, tmp_path):
    (tmp_path / "baskets.txt").write_text("a b c d\na b\n" * 100, encoding="utf-8")
    done = firth("plan", "baskets.txt", "--window", "sentence", "--min-count", 1, "--sample", 0)
    assert "1,400 an epoch" in done.stdout
    assert "an epoch:" not in firth("plan", "baskets.txt", "--min-count", 1, "--sample", 0).stdout
