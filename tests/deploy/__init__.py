"""Tests of how the bot is deployed."""
