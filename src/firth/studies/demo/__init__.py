"""What ``firth demo`` shows.

``textbook`` has the textbook's corpus of twelve words and its questions, and ``textbook_runs`` trains on it many times.
``stdlib_prose`` reads the English prose in Python's own standard library, and ``stdlib_runs`` trains on it and asks
questions.
"""
