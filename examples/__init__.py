"""Graphs to begin with; README.md tells how each is run."""
