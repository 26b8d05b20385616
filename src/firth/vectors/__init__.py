"""The waist: ``word_vectors``, the value that training ends in and questions begin with.

``queries`` checks what is asked; ``views`` combines the two matrices of training.
"""
