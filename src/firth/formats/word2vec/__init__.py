"""The two files of the first program, word2vec.c, which most others also read and write, and GloVe's.

Both begin with a line "V D"; GloVe's begins with the first row. In the text form each word has a line,
"word x1 ... xD"; in the binary form a row is the word, one blank and D little-endian float32, with a newline after it
(word2vec.c, and what we write) or without (gensim). Neither holds counts, contexts or facts about the corpus.

``text`` and ``binary`` read and write them; ``shape`` is the first line and how the files are recognised; ``row_table``
collects rows; ``decimals`` reads numbers; ``plain_words`` says which words a file can hold.
"""
