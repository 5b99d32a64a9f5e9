"""How updates come in and calls go out: the ways to Telegram and back, and what may befall them."""
