"""From plain words to the entries that say it: chosen, never written."""
