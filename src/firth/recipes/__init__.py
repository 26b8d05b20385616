"""The front doors: text in, and in one call word vectors, or a judgement on them or on the text, out.

``train``, ``resume``, ``encode``, ``factorize``, ``glove``, ``distil``, ``audit``, ``compare_training``, ``stability``,
``explain``, ``senses``, ``explore``, ``diagnose``, ``plan``, ``phrases``, ``plot`` and ``pairs`` each hold the function
of that name, which is also ``firth.train`` and so on; the commands parse, call one of them, and print. ``watch`` is a
page that follows a training. ``common`` holds what all doors share, ``options`` what those that take a text share: how
settings are told apart, and the one way in for a text or a saved corpus; ``model_text`` is the way in for the text of a
model, ``distilled_words`` for the words that are distilled.
"""
