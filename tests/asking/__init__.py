"""Questions in plain words: how they are read, and what they find."""
