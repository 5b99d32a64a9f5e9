"""The whole bot in a local Telegram: who may do what, what becomes of chats, what arrives."""
