"""``python -m firth`` is the command ``firth``."""

from firth.cli import main

if __name__ == "__main__":
    main()
