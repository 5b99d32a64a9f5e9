"""The one process that sends: takes what is due, keeps the pace, notes each outcome."""
