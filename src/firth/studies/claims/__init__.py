"""What textbooks say of settings, tried on a text.

``trials`` trains and asks, and keeps the answers; ``twins`` are words of a known number of occurrences, for rare words
and frequent ones. ``scores`` measures the answers, ``claims`` says what differs and how sure that is, and ``report`` is
what comes of it; ``figure`` draws the curves.
"""
