"""Vectors by counting: ``cooccurrence`` counts pairs within a bound on memory, ``factorize`` decomposes them."""
