"""What operators decide before anything goes out."""
