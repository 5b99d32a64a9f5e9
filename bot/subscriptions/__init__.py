"""Who is told what and when: wishes, rights and schedules, as values and functions of values."""
