"""Words and vectors as a table: ``columns`` finds them in a frame, ``files`` are Parquet and Arrow."""
