"""The fixed cast of the tests is the demo county's: one set of invented people everywhere (punos/demo/cast.py)."""

from punos.demo.cast import MAIJA_CODE, MATTI_CODE, Cast, actor_for, gather

__all__ = ["MAIJA_CODE", "MATTI_CODE", "Cast", "actor_for", "gather"]
