"""What long work reports: ``events``, the values; ``bar``, which draws them on a terminal."""
