"""fastText's model (.bin): words, and rows for the words and for n-grams of their characters.

Little-endian, each part right after the one before, so a matrix may begin at any byte:

    ===========  ==========================================================================================
    begin        i32 magic, i32 version (11 or 12)
    arguments    12 x i32, f64: see `firth.formats.fasttext.arguments.Arguments`
    dictionary   i32 entries, words, labels; i64 tokens, pairs of the pruning (-1: nothing was pruned)
    its entries  the word, a zero byte, i64 count, i8 kind (0: a word, 1: a label); words come first
    its pairs    i32 bucket, i32 row: the n-grams that the pruning kept
    input        u8 whether it is quantized, and a matrix: a row for each word, then one for each bucket
    output       u8 whether it is quantized, and a matrix: a row for each word
    ===========  ==========================================================================================

A matrix is i64 rows, i64 columns and the values in f32; `firth.formats.fasttext.matrices` has a quantized one's layout.
After the program's own reader and writer (github.com/facebookresearch/fastText, src/fasttext.cc).

``arguments`` are the first bytes, ``content`` takes parts from the file, ``dictionary`` and ``matrices`` are its parts;
``reading`` and ``writing`` make a record of them, and them of a record.
"""
