"""What is wrong with a text.

``diagnose`` looks at an excerpt: ``text_counts`` counts characters, ``word_forms`` tells what words are made of;
``text_checks``, ``word_checks`` and ``spelling_checks`` judge, and give ``findings``; ``vocabulary_growth`` says how
many words the whole text will have.
"""
