"""Noticing who may need many services: planning figures, what-if, rule versions, named runs, what contacts show."""
