"""Who listens to what. One readable file: the low context publishes, the high one is named here."""


def wire() -> None:
    """Connect every listener. Called once, when Django is ready."""
