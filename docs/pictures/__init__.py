"""Takes the pictures of the README and of docs/cards.md from the real demo: `make pictures`."""
