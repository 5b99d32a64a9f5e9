"""Propose to correct what was sent, by what the file says now."""

USAGE = "[briefing]"
