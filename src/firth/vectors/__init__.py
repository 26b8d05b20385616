"""The waist: ``word_vectors``, the value that training ends in and questions begin with.

``lookup`` is what it is as a mapping from words to rows; ``parts`` and ``frozen`` check what it is made of and keep it
as it is; ``queries`` checks what is asked; ``views`` combines the two matrices of training.
"""
