"""What needs both halves of the house: text or training on one side, finished vectors on the other."""
