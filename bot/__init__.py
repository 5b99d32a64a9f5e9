"""The communiqué briefing bot: short answers, every statement with its source."""
