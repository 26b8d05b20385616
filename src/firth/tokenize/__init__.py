"""Words: from UTF-8 text to words.

``pipeline`` turns the settings of reading into functions; ``unicode_words`` and ``chinese`` are the tokenizers that are
more than a cut at blanks; ``sentence_ends`` marks where sentences end.
"""
