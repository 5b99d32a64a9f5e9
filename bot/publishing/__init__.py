"""What operators decide before anything goes out: plans, proposals, corrections, previews."""
