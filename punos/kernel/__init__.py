"""Actor, clock and working days, events, ids and errors: what every context stands on. No domain words."""
