"""The waist: ``word_vectors``, the value that training ends in and questions begin with.

``lookup`` is what it is as a mapping from words to rows, ``composing`` what it knows of the pieces of words,
``questions`` what it answers, after ``queries`` has checked what is asked, ``senses`` what it knows of the senses of
words, and ``exchange`` what it is in other libraries; ``parts`` and ``frozen`` check what it is made of and keep it as
it is; ``views`` combines the two matrices of training.
"""
