"""Care coordination: one team, one plan, one worker who answers for the whole."""
