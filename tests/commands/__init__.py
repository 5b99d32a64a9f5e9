"""Commands about a chat: what they decide, and what they say."""
