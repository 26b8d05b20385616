"""What long work reports: ``events``, the values; ``bar``, which draws them on a terminal.

Whoever writes a message to that terminal asks ``drawn`` to take the bars away for a moment.
"""
