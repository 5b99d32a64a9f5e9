"""What is remembered, in SQLite or PostgreSQL: the only room that knows SQL."""
