"""The local Telegram in a browser: chats to talk in, what goes over the wire, what edits do."""
