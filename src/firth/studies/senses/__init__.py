"""The senses of words, by the company that each of their occurrences keeps.

``occurrences`` finds where a word stands and what is around it; ``views`` makes three vectors of each occurrence, of
the word before, the word after, and the wider context, and ``encoded`` a fourth with an encoder; ``division`` puts
occurrences into senses, and ``judgement`` says whether the text bears that out. ``translation`` gives a sense a vector
in the space of the words. ``one_word`` puts these together for a word, ``all_words`` for all words of a model;
``report`` is what comes of it, ``figure`` its picture.
"""
