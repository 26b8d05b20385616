"""Two that write to one file at once: it is always one of the two, whole."""

import subprocess
import sys
import threading

import firth


def test_of_two_trainings_with_one_target_one_is_there_whole(text, tmp_path):
    options = {"vector_size": 10, "epochs": 1}
    wanted = [firth.train(text, seed=seed, **options) for seed in (1, 2)]
    command = [sys.executable, "-m", "firth", "train", text, "-o", "one.safetensors", "--quiet", "--epochs", "1"]
    command += ["--vector-size", "10", "--seed"]
    both = [subprocess.Popen([*command, seed], cwd=tmp_path, stderr=subprocess.PIPE) for seed in "12"]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    assert [process.returncode for process in both] == [0, 0]
    assert firth.load(tmp_path / "one.safetensors") in wanted
    assert {path.name for path in tmp_path.iterdir()} == {"text.txt", "one.safetensors"}


def test_whoever_reads_while_two_write_reads_one_of_the_two(tmp_path):
    path = tmp_path / "one.safetensors"
    models = [
        firth.train([words] * 10, min_count=1, sample=0, vector_size=size, epochs=1, workers=1)
        for words, size in ((["a", "b"], 3), (list("abcdefgh"), 50))
    ]
    models[0].save(path)

    def save(model):
        for _ in range(30):
            model.save(path)

    writers = [threading.Thread(target=save, args=(model,)) for model in models]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert firth.load(path) in models
    for writer in writers:
        writer.join()
    assert [*tmp_path.iterdir()] == [path]
