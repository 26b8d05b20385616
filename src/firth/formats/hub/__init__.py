"""Models on the hub of Hugging Face, by its own library, which finds its token, its cache and its proxies itself.

``fetching`` is from a name to a file, ``pushing`` from vectors to a repository with a card.
"""
