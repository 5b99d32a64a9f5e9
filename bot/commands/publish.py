"""Propose to publish the briefing as it stands in its file."""

USAGE = "[briefing]"
