"""What a training will take: ``plan`` joins a ``trial`` of a second, the ``machine`` and the ``forecast`` from both."""
