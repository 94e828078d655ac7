"""Gathers the facts, asks lawfulness, opens and closes grants: the only place that does."""
