"""From text to an encoded corpus: read once, counted and numbered in the same pass.

``any_text`` is the door: it tells files, texts and lists of words apart. ``encode`` reads each of them to its end, with
the settings of ``options``;
``token_lists`` checks and gathers lists of words, ``numbered_chunk`` turns a chunk into places in a dictionary of its
own, ``string_table`` holds words as bytes, ``word_counts`` merges the dictionaries, and ``builder`` stores the tokens
until their final ids are known.
"""
