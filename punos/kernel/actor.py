"""Who acts. Every action takes ``by=actor`` and every query starts from one."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person signed in, acting for one unit now, or a narrow system purpose.

    ``units`` are all the units whose grants she may use; ``unit`` the one she acts for at the moment.
    ``roles`` are role codes (see ``punos.access.roles``). ``purpose`` is set for system actors only.
    """

    account: UUID
    unit: UUID | None = None
    units: frozenset[UUID] = frozenset()
    roles: frozenset[str] = frozenset()
    name: str = field(default="", compare=False)
    title: str = field(default="", compare=False)
    purpose: str = ""

    @property
    def is_system(self) -> bool:
        return bool(self.purpose)

    @classmethod
    def system(cls, purpose: str) -> Actor:
        """A job that runs for one narrow purpose (``punos.access.purposes``), without a person."""
        return cls(account=NOBODY, purpose=purpose)
