import gzip

import pytest

from firth.errors import FormatError, SourceError
from firth.evaluation.questions.reading import MOST_PAIRS, read_set
from firth.evaluation.questions.sets import AnalogySet, Pair, SimilaritySet


def written(tmp_path, text, name="set.txt", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def questions(relation):
    return [
        (relation.pairs[i].source, relation.pairs[i].targets, relation.pairs[j].source, relation.pairs[j].targets)
        for i, j in relation.questions
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sections_of_four_words(tmp_path, ends):
    text = ends.join(
        [": capitals", "Athens Greece Oslo Norway", "Oslo Norway Athens Greece", "", ": plural", "a as b bs"]
    )
    found = read_set(written(tmp_path, "\ufeff" + text))
    assert isinstance(found, AnalogySet)
    assert [(relation.name, len(relation.pairs)) for relation in found.relations] == [("capitals", 2), ("plural", 2)]
    assert questions(found.relations[0]) == [
        ("Athens", ("Greece",), "Oslo", ("Norway",)),
        ("Oslo", ("Norway",), "Athens", ("Greece",)),
    ]
    assert found.skipped == ()


def test_sections_of_pairs_make_all_questions_with_another_source(tmp_path):
    found = read_set(written(tmp_path, ": inflection, plural\ncup cups\nmouse mice/mouses\n# a remark\ncup cupses\n"))
    (relation,) = found.relations
    assert (relation.kind, relation.name) == ("inflection", "plural")
    assert relation.pairs[1] == Pair("mouse", ("mice", "mouses"))
    assert len(relation.questions) == 4  # cup and cups, cup and cupses: not with each other
    assert ("cup", ("cups",), "mouse", ("mice", "mouses")) in questions(relation)


def test_a_folder_of_pairs(tmp_path):
    (tmp_path / "BATS" / "1_Inflectional").mkdir(parents=True)
    (tmp_path / "BATS" / "1_Inflectional" / "I01 [plural].txt").write_text("album\talbums\nrock\trocks/rock\n")
    found = read_set(tmp_path / "BATS")
    assert (found.name, found.relations[0].kind, found.relations[0].name) == ("BATS", "1_Inflectional", "I01 [plural]")
    assert len(found.relations[0].questions) == 2


def test_questions_in_csv(tmp_path):
    text = (
        ",type,word1,word2,word3,target\n0,JJ,good,better,rough,rougher\n1,JJ,bad,worse,old,older\n2,V,go,goes,be,is\n"
    )
    found = read_set(written(tmp_path, text, "msr.csv"))
    assert [(relation.name, len(relation.questions)) for relation in found.relations] == [("JJ", 2), ("V", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "tiger\tcat\t7.35\nbook\tpaper\t7.46\n",
        "# a remark\nWord 1\tWord 2\tHuman (mean)\ntiger\tcat\t7.35\nbook\tpaper\t7.46\n",
        "tiger cat 7.35\nbook paper 7.46\n",
        "tiger,cat,7.35\nbook,paper,7.46\n",
        ",word1,word2,similarity\n0,tiger,cat,7.35\n1,book,paper,7.46\n",
        "word1\tword2\tPOS\tSimLex999\tconc(w1)\ntiger\tcat\tN\t7.35\t4\nbook\tpaper\tN\t7.46\t5\n",  # SimLex-999
        "tiger\tcat\tN\t7.35\tCOHYPONYMS\nbook\tpaper\tN\t7.46\tNONE\n",  # SimVerb-3500
        " tiger \t cat\t 7.35 \r\nbook\tpaper\t7.46\r\n",
    ],
)
def test_pairs_with_a_score(tmp_path, text):
    found = read_set(written(tmp_path, text))
    assert isinstance(found, SimilaritySet)
    assert found.pairs == (("tiger", "cat"), ("book", "paper"))
    assert found.scores.tolist() == [7.35, 7.46]
    assert found.ceiling is None


def test_single_scores_tell_how_well_people_agree(tmp_path):
    found = read_set(written(tmp_path, "a b 2.0 1 3 2\nc d 5.0 4 6 5\ne f 8.0 7 9 8\n"))
    assert found.ceiling == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (": s\na b c d\na b c\na b c d e\nb c d e\n", [3, 4]),
        (": s\na b\na\nc d\n", [3]),
        ("a b 1\nc d\ne f x\ng h nan\ni j 2\n", [2, 3, 4]),
    ],
)
def test_lines_that_cannot_be_used_are_skipped_and_listed_or_are_errors(tmp_path, text, lines):
    path = written(tmp_path, text)
    assert [skipped.line for skipped in read_set(path).skipped] == lines
    with pytest.raises(FormatError, match=rf"set.txt, line {lines[0]}: .* expected"):
        read_set(path, strict=True)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "just some words that stand here", ": a section\n: another\n", "the 0.1 0.2 0.3\n"]
)
def test_what_holds_no_question_is_refused(tmp_path, text):
    with pytest.raises(FormatError, match=r"set.txt.*A set has sections"):
        read_set(written(tmp_path, text))


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_set(tmp_path / "none.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FormatError, match="holds no question"):
        read_set(tmp_path / "empty")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("国王 女王 5".encode("gb18030"), "not valid UTF-8. It looks like gb18030; convert it: iconv -f gb18030"),
        ("国王 女王 5\n".encode("utf-16"), "holds zero bytes|It looks like utf-16"),
        (b"\0\1\2", "no text in UTF-8: it holds zero bytes"),
        (b"3 2\nthe 1 2\nof 3 4\nand 5 6\n", "is a file of vectors, and a set of questions was expected"),
        (b"word " * 100_000, "has a line of more bytes than 10,000"),
        (b"<!DOCTYPE html>\n<html>\n<body>404</body>\n", "is a web page, perhaps one that says why"),
    ],
)
def test_files_that_are_something_else_are_called_by_their_name(tmp_path, content, message):
    path = tmp_path / "set.txt"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=message):
        read_set(path)


@pytest.mark.parametrize(
    "heading", ["word1 word2 score", "Word 1,Word 2,Human (mean)", "w1\tw2\tPOS\tx", "# no\n词1 词2 分数"]
)
def test_names_of_columns_are_no_line_that_is_skipped(tmp_path, heading):
    separator = "\t" if "\t" in heading else "," if "," in heading else " "
    found = read_set(written(tmp_path, f"{heading}\n{separator.join(('tiger', 'cat', '7.35'))}\n"))
    assert (len(found.pairs), found.skipped) == (1, ())


@pytest.mark.parametrize("score", ["nan", "-inf", "1e999", "abc"])
def test_a_first_line_without_a_score_is_skipped_and_listed(tmp_path, score):
    found = read_set(written(tmp_path, f"king\tqueen\t{score}\ntiger\tcat\t7.35\n"))
    assert [skipped.line for skipped in found.skipped] == [1]
    assert f"not 'king queen {score}'" in found.skipped[0].why


def test_a_pair_with_the_same_score_counts_once_and_with_another_one_again(tmp_path):
    found = read_set(written(tmp_path, "money cash 9.08\nmoney cash 9.15\nmoney cash 9.08\n"))
    assert found.scores.tolist() == [9.08, 9.15]
    assert [(skipped.line, "as in line 1" in skipped.why) for skipped in found.skipped] == [(3, True)]


def test_compressed_sets_are_read(tmp_path):
    (tmp_path / "set.tsv.gz").write_bytes(gzip.compress(b"tiger cat 7.35\nbook paper 7.46\n"))
    found = read_set(tmp_path / "set.tsv.gz")
    assert (found.name, found.scores.tolist()) == ("set", [7.35, 7.46])
    (tmp_path / "cut.tsv.gz").write_bytes((tmp_path / "set.tsv.gz").read_bytes()[:-12])
    with pytest.raises(FormatError, match="gzip data is damaged or cut short"):
        read_set(tmp_path / "cut.tsv.gz")


def test_standard_input_is_no_set():
    with pytest.raises(SourceError, match="standard input, from which no set is read"):
        read_set("-")


@pytest.mark.parametrize("text", [": capitals\nAthens Greece Oslo Norway\n", "tiger cat 7.35\n"])
def test_a_folder_of_sets_is_told_from_a_set(tmp_path, text):
    (tmp_path / "set.txt").write_text(text)
    with pytest.raises(FormatError, match="give their files one by one"):
        read_set(tmp_path)


def test_of_bytes_that_are_no_utf8_the_line_is_named(tmp_path):
    (tmp_path / "set.txt").write_bytes(b"tiger cat 7.35\nb\xff paper 7.46\n")
    with pytest.raises(FormatError, match=r"set.txt, line 2: byte 16 is not valid UTF-8"):
        read_set(tmp_path / "set.txt")


def test_of_a_folder_the_file_of_a_wrong_line_is_named(tmp_path):
    (tmp_path / "plural.txt").write_text("cup cups\nmouse mice\none two three\n")
    assert read_set(tmp_path).skipped[0].file == "plural.txt"
    with pytest.raises(FormatError, match=r"plural.txt, line 3: "):
        read_set(tmp_path, strict=True)


def test_a_relation_has_so_many_pairs_that_their_questions_fit_the_memory(tmp_path):
    lines = [": large", *(f"a{number} b{number}" for number in range(MOST_PAIRS + 2))]
    found = read_set(written(tmp_path, "\n".join(lines)))
    assert len(found.relations[0].pairs) == MOST_PAIRS
    assert [skipped.line for skipped in found.skipped] == [MOST_PAIRS + 2, MOST_PAIRS + 3]
