"""A briefing is accepted whole, or refused at the right place in plain words."""
