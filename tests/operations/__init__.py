"""What operators see and decide in a terminal."""
