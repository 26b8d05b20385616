"""Ids that are there already, such as walks over a graph, baskets or sessions, instead of words.

``forms`` tells them from text, and knows how other libraries hold them; ``sequences`` makes two arrays of them, by
``checks``; ``numbers`` counts them and numbers them by frequency, which makes a corpus of them.
"""
