"""A model beside the theory of its objective: ``theory``, ``fit``, ``report``, ``figure``, joined in ``audit``."""
