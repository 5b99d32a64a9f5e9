"""How many commands a bot answers, beside others, end to end: see `benchmarks.speed.__main__`."""
