"""Models beside each other: on the same questions, and word by word.

``comparison`` asks all and says where they differ; ``shared_words`` gives them the same candidates before,
``differences`` says how sure a difference is, ``neighbourhoods`` compares the nearest words, and ``report`` is what
comes of it.
"""
