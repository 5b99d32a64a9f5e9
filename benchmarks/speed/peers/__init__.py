"""Other bots, to compare with."""
