"""What ``firth demo`` shows.

``textbook`` is the textbook's corpus of twelve words and its questions, ``textbook_runs`` trains on it many times;
``stdlib_prose`` is the English in Python's own standard library, ``stdlib_runs`` trains on that and asks it.
"""
