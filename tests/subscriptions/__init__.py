"""What a subscription wants is told on time: schedules, time zones and rights."""
