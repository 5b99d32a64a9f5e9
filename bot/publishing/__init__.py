"""From an edition to the letters that subscribers receive."""
