"""Word vectors from somebody's encoder: of each word alone, or as it occurs in a text.

In the order in which to read them:

- ``occurrences``: which occurrences of words are looked at, and in which windows of the text
- ``spelling``: words and windows as an encoder reads them, and where in them a word is
- ``work``: texts to be encoded, in blocks, and whose vectors theirs are
- ``partial``: what is done so far, in memory and as a file, so that an interrupted run goes on
- ``distilled``: the work is done, and its vectors are averaged
"""
