"""Decisions on what is on its way to a chat."""
