"""Edits that come in every way in which editors and tools save."""
