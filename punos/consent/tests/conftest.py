"""Maija, known to Pekka by her contact and signed in as herself."""

from punos.sharing.tests.conftest import maija

__all__ = ["maija"]
