"""From an edit to its correction: two operators, many groups, and a bot that is killed."""
