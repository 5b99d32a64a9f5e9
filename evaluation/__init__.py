"""How well plain questions are answered, measured on labelled ones."""
