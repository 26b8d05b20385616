"""A model compared with the theory of its objective.

``audit`` puts together what ``theory``, ``fit`` and ``report`` compute; ``figure`` draws it, and ``cells``
has what a page needs for that.
"""
