"""The Bot API's methods, each a class named after it with its parameters as typed fields."""
