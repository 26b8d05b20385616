"""Bytes: from where a text is stored to chunks of UTF-8 that may be cut into words.

Read in this order, which is the way of the text: ``sources`` (the whole way, in one function), ``stored`` (the bytes,
whatever holds them: ``local`` files, ``remote`` ones, streams), ``decompress`` (archives), ``file_signatures`` (what is
not text), ``to_utf8`` (any encoding; `firth.detect_encoding` guesses which), ``chunks`` (pieces that end where a word
does), ``split_points`` and ``whitespace`` (where that is); ``tables`` (files with columns and fields); ``documents``
(text that comes from Python).

``excerpt`` takes a sample of a text, and ``word_lists`` reads lists of words to keep.
"""
