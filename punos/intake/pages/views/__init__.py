"""The pages of intake: worklists and one contact, handovers, calls, guidance, and the client's own."""
