"""A refused action as errors of its form."""

from __future__ import annotations

from punos.design_system.forms import Form
from punos.kernel.errors import Refused


def put(form: Form, refused: Refused, **renamed: str) -> None:
    """Say it beside the field it concerns; ``renamed`` maps the action's field to the form's."""
    field = renamed.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, str(refused.message))
