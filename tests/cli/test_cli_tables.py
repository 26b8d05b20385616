from firth.cli.tables import file_size, share, table, wrapped


def test_columns_align_for_wide_characters():
    lines = table([("word", "cosine"), ("国王", "0.5"), ("tea", "-0.25")], right=[1]).splitlines()
    assert lines == ["word  cosine", "国王     0.5", "tea    -0.25"]


def test_control_characters_of_a_word_do_not_reach_the_terminal():
    assert table([("\x1b[31mred\n", "x")]) == "\\x1b[31mred\\n  x"


def test_lines_do_not_end_in_blanks():
    assert table([("a", "b"), ("long", "")]) == "a     b\nlong"


def test_parts_are_wrapped_by_the_columns_of_the_terminal_and_not_cut():
    assert wrapped("near  ", ["tea", "cup", "saucer"], width=14) == "near  tea cup\n      saucer"
    assert wrapped("近  ", ["茶杯", "咖啡", "\x1b"], width=10) == "近  茶杯\n    咖啡\n    \\x1b"
    assert wrapped("near  ", [], width=10) == "near  "


def test_figures_are_written_as_people_say_them():
    assert [file_size(999), file_size(1_000), file_size(54_480_000)] == ["999 bytes", "1.0 kB", "54.5 MB"]
    assert share(1, 4) == "25.0%"
