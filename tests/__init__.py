"""The proof that the bot does what it says."""
