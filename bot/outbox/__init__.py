"""What is on its way to a chat, and what each outcome makes of it: decisions without any I/O."""
