"""Contact notices, who holds them, handovers, queues and callbacks; see README.md."""
