"""The Telegram edge: updates in, messages out."""
