"""How sure an answer is: a model, and the same training run again.

``folder`` says where the runs of a model are kept and whether they are its own; ``runs`` asks a question of all of
them; ``overlap`` compares neighbourhoods of many words, and ``report`` is what comes of that.
It imports the waist and what is below; the runs are trained by `firth.studies.stability`.
"""
