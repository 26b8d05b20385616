"""Texts in columns: ``arrow_tables`` (Parquet, Arrow), ``csv_files``, ``json_lines``; ``text_column`` finds the one."""
