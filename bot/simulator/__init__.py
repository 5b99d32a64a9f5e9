"""A Telegram in a box: a Bot API as strict as the real one, and people to talk to the bot."""
