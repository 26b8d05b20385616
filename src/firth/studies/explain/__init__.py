"""Why two words are close, or an analogy has its answer.

``cosines`` checks a question, and takes the cosines of its words with all words; ``pair`` and ``analogy`` explain with
them alone. With a text, ``contexts`` counts what occurs beside the two words, and ``concordance`` shows it. ``report``
is what comes of it.
"""
