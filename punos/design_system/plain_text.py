"""What no text can hold never comes in: a null byte, which the database refuses.

The one place for it. A path with one is no address. In a form that was sent, or asked with, the byte is taken out and
the names of its fields are kept beside them: ``design_system.forms.Form`` says it beside each field, with everything
she wrote, so that she can send it again as it stands; a search goes by the rest of its words. The last word for whoever
calls without a page is ``access.action``.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Self

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation

NULL = "\x00"


class Cleaned(QueryDict):
    """What was sent, without null bytes; ``unstorable`` names the fields that had one."""

    unstorable: frozenset[str] = frozenset()

    def __copy__(self) -> Self:
        """A copy knows the same."""
        return self._knowing(super().__copy__())

    def __deepcopy__(self, memo: MutableMapping[int, Any]) -> Self:
        """A copy knows the same."""
        return self._knowing(super().__deepcopy__(memo))

    def _knowing(self, copy: Any) -> Self:
        copy.unstorable = self.unstorable
        return copy


class PlainTextMiddleware:
    """Stands first of those that read the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Django's way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the fields and the cookies; then go on."""
        for name, value in request.COOKIES.items():
            if NULL in value:
                request.COOKIES[name] = value.replace(NULL, "")
        if NULL in request.path_info:
            translation.activate(translation.get_language_from_request(request))  # nobody has chosen it before us
            raise Http404
        request.GET = without_nulls(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = without_nulls(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def without_nulls(fields: QueryDict) -> QueryDict:
    """The same fields; a copy without null bytes, which knows where they were, if there are any."""
    found = {name.replace(NULL, "") for name, values in fields.lists() if any(NULL in part for part in (name, *values))}
    if not found:
        return fields
    clean = Cleaned(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        for value in values:
            clean.appendlist(name.replace(NULL, ""), value.replace(NULL, ""))
    clean.unstorable, clean._mutable = frozenset(found), False
    return clean
