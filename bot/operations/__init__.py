"""What operators see and decide in a terminal: publishing, progress, how things stand."""
