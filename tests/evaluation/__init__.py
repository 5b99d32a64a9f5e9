"""The labelled questions, and the figures that come of them."""
