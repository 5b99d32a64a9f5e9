"""What a communiqué says: knows neither Telegram nor how answers look."""
