"""Pages for a browser: ``shell`` is what all have in common, with style.css; ``figures`` draws, ``report_page`` writes.

The figures are HTML, not images: they follow the width of the screen and its dark mode, their text can be searched and
copied, Chinese words need no font of ours, and no library is needed.
"""
