"""What is wrong with a text.

``diagnose`` looks at an excerpt: ``text_counts`` counts characters, ``word_forms`` groups spellings, ``text_checks``
and ``word_checks`` find what is wrong, and ``vocabulary_growth`` says how many words the whole text will have.
"""
