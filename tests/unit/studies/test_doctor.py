import io
import re
import shutil
import subprocess
import time

import numpy as np
import pytest

from firth.config import ReadConfig
from firth.corpus.build.encode import encode_sentences
from firth.studies.doctor.diagnose import diagnose, diagnose_corpus, one_line, quick_findings
from firth.studies.doctor.findings import Finding
from firth.text.excerpt import SAMPLE_BYTES

SYLLABLES = ("ka", "lo", "mi", "ten", "sur", "vel", "o", "pra", "un", "dit")
HAN = "天地人山水火木金土日月星云风雨雪花草鸟鱼马牛羊犬手足耳目口心"


def vocabulary(size=3_000):
    """Words as a language has them: short, and all letters."""
    return list(dict.fromkeys(spelt(number) for number in range(10, 10 + size)))


def spelt(number):
    return (spelt(number // 10) if number > 9 else "") + SYLLABLES[number % 10]


def sentences(words=None, count=3_000, length=15):
    """Sentences of words by Zipf's law."""
    words = vocabulary() if words is None else words
    chances = 1 / np.arange(2, len(words) + 2)
    drawn = np.random.default_rng(1).choice(len(words), (count, length), p=chances / chances.sum())
    return [[words[word] for word in sentence] for sentence in drawn.tolist()]


def text(change=lambda line: line, **shape):
    return "".join(change(" ".join(sentence)) + "\n" for sentence in sentences(**shape))


def codes(tmp_path, content, **settings):
    """What is found in a text, but for its being short."""
    path = tmp_path / "text.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = diagnose([path], ReadConfig(**settings), workers=1).findings
    return {finding.code for finding in findings} - {"too_little_text"}


def chinese_words(size=400):
    return [a + b for a in HAN for b in HAN][:size]


def traditional_and_simplified(line):
    return line.replace("ka", "國").replace("lo", "国")


FAULTS = {
    "unsegmented": text(lambda line: line.replace(" ", "") + "。", words=chinese_words()),
    "letters_as_words": text(lambda line: " ".join(line.replace(" ", ""))),
    "endless_words": text(lambda line: f"{'x' * 250} {line}"),
    "lonely_words": text().replace(" ", "\n"),
    "attached_punctuation": text(lambda line: line.replace(" ka", ", ka") + "."),
    "mixed_case": text(lambda line: line.capitalize()),
    "many_numbers": text(lambda line: line.replace(" ka ", " 1984 ") + " 7 1999 2024"),
    "full_width": text(lambda line: line + " ＡＢＣ １９８４"),
    "identifiers": text(words=[f"{word}4f{number:04d}ab" for number, word in enumerate(vocabulary(400))]),
    "discarded": text(words=[f"{a}{b}" for a in vocabulary(200) for b in vocabulary(100)], count=1_000),
    "duplicate_lines": text(count=1_000) * 3,
    "blank_lines": text(lambda line: line + "\n"),
    "html": text(lambda line: f'<p class="x">{line}</p>&nbsp;<br/>'),
    "wiki_markup": text(lambda line: f"== {line} ==\n== [[ lo ]] =="),
    "mojibake": text(lambda line: line + " cafÃ©"),
    "mixed_chinese": text(traditional_and_simplified),
    "invisible_marks": text(lambda line: line.replace(" mi", " \u202bmi").replace("lo ", "lo\u200d ")),
    "zero_width_spaces": text(lambda line: line.replace(" lo", "\u200blo")),
    "decomposed": text(lambda line: line.replace("lo", "ló").replace("ten", "te\u0301n")),
    "carriage_returns": text(lambda line: line + "\r" + line + "\r" + line),
    "nul_bytes": text().encode().replace(b"o m", b"o\0m", 1),
}


def test_nothing_is_wrong_with_sound_text(tmp_path):
    assert codes(tmp_path, text()) == set()


def test_nothing_is_wrong_with_segmented_chinese(tmp_path):
    assert codes(tmp_path, text(words=chinese_words())) == set()


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_found_where_it_is(tmp_path, code):
    assert code in codes(tmp_path, FAULTS[code])


@pytest.mark.parametrize("code", sorted(FAULTS.keys() - {"identifiers", "many_numbers"}))
def test_a_fault_is_not_taken_for_many(tmp_path, code):
    assert len(codes(tmp_path, FAULTS[code]) - {"discarded"} | {code}) == 1


def test_a_text_on_one_line_is_said_to_be(tmp_path):
    assert codes(tmp_path, text().replace("\n", " ")) == {"long_sentences"}


def test_other_encodings_are_named_with_their_option(tmp_path):
    path = tmp_path / "text.txt"
    words = [f"我们{word}的国家" for word in chinese_words(200)]
    path.write_bytes(text(words=words, count=500).encode("gb18030"))
    found = {finding.code: finding for finding in diagnose([path]).findings}
    assert found["wrong_encoding"].severity == "error"
    assert "--encoding gb18030" in found["wrong_encoding"].remedy


def test_a_few_invalid_bytes_are_an_error_only_where_reading_stops_at_them(tmp_path):
    content = text().encode()[:200_000] + b"\xff\n"
    assert codes(tmp_path, content) == {"invalid_bytes"}
    path = tmp_path / "text.txt"
    severities = {
        errors: [
            each.severity
            for each in diagnose([path], ReadConfig(errors=errors)).findings
            if each.code == "invalid_bytes"
        ]
        for errors in ("strict", "replace")
    }
    assert severities == {"strict": ["error"], "replace": ["note"]}


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("attached_punctuation", {"tokenizer": "words"}),
        ("mixed_case", {"lowercase": True}),
        ("many_numbers", {"digits": "drop"}),
        ("many_numbers", {"digits": "zero"}),
        ("full_width", {"nfkc": True, "lowercase": True, "digits": "drop"}),
        ("letters_as_words", {"tokenizer": "characters"}),
        ("unsegmented", {"tokenizer": "characters"}),
        ("mixed_chinese", {"chinese_script": "simplified"}),
        ("invisible_marks", {"tokenizer": "words"}),
        ("zero_width_spaces", {"tokenizer": "words"}),
        ("decomposed", {"nfkc": True}),
    ],
)
def test_a_remedy_helps(tmp_path, code, remedy):
    if "chinese_script" in remedy:
        pytest.importorskip("opencc")
    assert code not in codes(tmp_path, FAULTS[code], **remedy)


@pytest.mark.parametrize("code", sorted(FAULTS.keys() - {"nul_bytes"}))
def test_every_option_that_a_remedy_begins_with_cures_what_was_found(tmp_path, code):
    path = tmp_path / "text.txt"
    path.write_text(FAULTS[code], encoding="utf-8", newline="")
    remedy = {finding.code: finding.remedy for finding in diagnose([path], workers=1).findings}[code]
    option = re.match(r"--([a-z-]+)(?: ([a-z]+))?", remedy)
    if option is None or option[1] in {"min-count", "epochs"}:
        return
    pytest.importorskip("jieba" if option[2] == "jieba" else "opencc" if option[1] == "chinese-script" else "numpy")
    assert code not in codes(tmp_path, FAULTS[code], **{option[1].replace("-", "_"): option[2] or True})


def test_letters_that_are_composed_here_and_decomposed_there_are_a_warning_and_else_a_note():
    def found(*words):
        counts = np.array([10] * len(words))
        findings = quick_findings(words, counts, 30, 3, 30)
        return {finding.code: finding for finding in findings}["decomposed"]

    assert found("cafe\u0301", "the", "tea").severity == "note"
    both = found("cafe\u0301", "café", "tea")
    assert (both.severity, both.remedy) == ("warning", "--nfkc")
    assert "'cafe\\u0301'; 33.3% also occur composed" in both.seen


def test_joiners_inside_words_are_spelling_and_no_fault(tmp_path):
    assert "invisible_marks" not in codes(tmp_path, text(lambda line: line.replace("ka", "می\u200cروم")))


def test_control_characters_on_words_are_seen_and_go(tmp_path):
    content = text(lambda line: line.replace(" lo", " \x01lo").replace("mi ", "mi\x9f "))
    assert codes(tmp_path, content) == {"invisible_marks"}
    assert codes(tmp_path, content, tokenizer="words") == set()


def test_khmer_with_zero_width_spaces_gets_blanks_in_their_place_by_the_command_that_is_named(tmp_path):
    path, spaced = tmp_path / "text.txt", tmp_path / "spaced.txt"
    path.write_text("ខ្ញុំ\u200bស្រឡាញ់\u200bភាសា\u200bខ្មែរ\n" * 100, encoding="utf-8")
    found = {finding.code: finding for finding in diagnose([path]).findings}
    assert "unsegmented" not in found
    program = re.search(r"perl (-CSD) (-pe) '(.*)' TEXT", found["zero_width_spaces"].remedy).groups()
    if shutil.which("perl") is None:
        pytest.skip("no Perl here")
    with spaced.open("wb") as target:
        subprocess.run(["perl", *program, path], stdout=target, check=True)
    assert spaced.read_text(encoding="utf-8") == path.read_text(encoding="utf-8").replace("\u200b", " ")


def test_jieba_is_the_remedy_of_unsegmented_chinese(tmp_path):
    pytest.importorskip("jieba")
    line = "我们在这个城市里生活了很多年，每天早上都去公园散步。\n"
    assert "unsegmented" in codes(tmp_path, line * 20)
    assert "unsegmented" not in codes(tmp_path, line * 20, tokenizer="jieba")


def test_japanese_and_thai_are_told_from_chinese(tmp_path):
    path = tmp_path / "text.txt"
    for line, said in (
        ("わたしたちはこの町で長い間暮らしてきました。\n", "Japanese"),
        ("เราอาศัยอยู่ในเมืองนี้มาเป็นเวลาหลายปีแล้ว\n", "Thai"),
    ):
        path.write_text(line * 50, encoding="utf-8")
        first = diagnose([path]).findings[0]
        assert first.code == "unsegmented"
        assert said in first.seen


def test_utf_16_without_its_mark_is_told_from_a_program(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(text().encode() + text().encode("utf-16-le"))
    found = {each.code: each.remedy for each in diagnose([path]).findings}
    assert found["wrong_encoding"] == "--encoding utf-16-le"


def test_a_text_without_words_has_none(tmp_path):
    assert codes(tmp_path, " \n\n \n") >= {"no_words"}


def test_all_of_a_text_is_counted_where_that_is_asked_for(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(FAULTS["attached_punctuation"], encoding="utf-8")
    sampled, whole = diagnose([path]), diagnose([path], everything=True)
    assert whole.findings == sampled.findings
    assert (whole.share, whole.tokens) == (1.0, 45_000)


def test_only_a_sample_of_a_large_text_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr("firth.studies.doctor.diagnose.SAMPLE_BYTES", 200_000)
    path = tmp_path / "text.txt"
    path.write_text(text(count=20_000), encoding="utf-8")
    diagnosis = diagnose([path])
    assert diagnosis.share == pytest.approx(200_000 / path.stat().st_size, rel=0.1)
    assert {each.code for each in diagnosis.findings} == {"too_little_text"}
    told = diagnosis.findings[0].seen.split()[2].replace(",", "")
    assert float(told) == pytest.approx(300_000, rel=0.1)


def quick(words, counts, **changes):
    counts = np.array(counts)
    totals = {
        "tokens_read": int(counts.sum()),
        "sentences_read": int(counts.sum()) // 15,
        "tokens_kept": int(counts.sum()),
    }
    return {finding.code for finding in quick_findings(words, counts, **{**totals, **changes})}


def test_a_vocabulary_alone_tells_the_cheap_findings():
    words, counts = vocabulary(), np.full(3_000, 1_000)
    words, counts = words[: len(counts)], counts[: len(words)]
    assert quick(words, counts) == set()
    assert quick(words, counts, tokens_read=int(counts.sum()) * 2) == {"discarded"}
    assert quick(words, counts, sentences_read=int(counts.sum())) == {"lonely_words"}
    assert quick(words, counts // 100) == {"too_little_text"}
    assert quick(["a", "b", "cd"], [10**6, 10**6, 10**6]) == {"letters_as_words"}
    assert quick([f"{word}," for word in words], counts) == {"attached_punctuation"}


def test_sentences_that_were_dropped_as_words_are_missed_in_the_vocabulary():
    assert quick(chinese_words(), [5_000] * 400, tokens_read=10**7) == {"unsegmented"}


def test_a_vocabulary_of_a_hundred_thousand_words_is_judged_without_looking_at_them_one_by_one():
    words = [f"{a}{b}" for a in vocabulary(400) for b in vocabulary(400)][:100_000]
    counts = np.arange(100_000, 0, -1)
    begun = time.process_time()
    quick_findings(words, counts, 10**9, 10**7, 10**9)
    assert time.process_time() - begun < 1  # 0.03 on an idle machine


def test_one_line_says_the_serious_ones_in_short():
    findings = [
        Finding("a", "error", "unsegmented Chinese: 99% of it, and more", "--tokenizer jieba (or rjieba)"),
        Finding("b", "warning", "little text: 9,000 tokens. Below", "more text, or"),
        Finding("c", "note", "capitals", "--lowercase"),
    ]
    line = "unsegmented Chinese: 99% of it, remedy: --tokenizer jieba; little text: 9,000 tokens, remedy: more text."
    assert one_line(findings) == f"{line} `firth doctor TEXT` explains"
    assert one_line(findings[2:]) is None


def test_an_encoded_corpus_is_judged_by_its_words():
    diagnosis = diagnose_corpus(encode_sentences([list("abcdefg")] * 100, min_count=1))
    assert [each.code for each in diagnosis.findings] == ["letters_as_words", "too_little_text"]
    assert diagnosis.tokens == 700


def test_a_diagnosis_is_printed_with_a_finding_a_line(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Tea, tea, cup, tea.\n" * 50)
    assert "warning: punctuation stuck to words: " in str(diagnose([path]))
    assert str(diagnose([path])).count("\n") == len(diagnose([path]).findings) - 1


def test_a_text_of_nul_bytes_alone_is_said_to_hold_them(tmp_path):
    (tmp_path / "t.txt").write_bytes(bytes(5000))
    found = {finding.code: finding.seen for finding in diagnose([tmp_path / "t.txt"]).findings}
    assert found["binary"].startswith("bytes of value 0: 5,000")
    of_stream = diagnose([io.BytesIO(bytes(5000))])
    assert "bytes of value 0 (NUL)" in str(of_stream)
    assert "--encoding utf-16-le" in str(of_stream)


def test_a_word_longer_than_a_place_of_the_sample_is_counted_once(tmp_path):
    (tmp_path / "t.txt").write_bytes(b"x" * (SAMPLE_BYTES + 1_000_000))
    diagnosis = diagnose([tmp_path / "t.txt"])
    assert (diagnosis.tokens, diagnosis.distinct) == (1, 1)
    assert "little text: 1 token." in str(diagnosis)
    assert "is longer than what is looked at in one place" in str(diagnosis)
