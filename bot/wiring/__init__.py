"""From settings to parts: briefings, a database, the bot; or a line that says why not."""
