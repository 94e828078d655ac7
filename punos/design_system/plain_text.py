"""What no text can hold never comes in: a null byte, which the database refuses, is left out of every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, QueryDict

NULL = "\x00"


class PlainTextMiddleware:
    """Stands first of those that read the request. An address with a null byte in its path is no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Django's way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the fields, the query and the cookies; then go on."""
        if NULL in request.path_info:
            return HttpResponseNotFound()
        for name, value in request.COOKIES.items():
            if NULL in value:
                request.COOKIES[name] = value.replace(NULL, "")
        request.GET = without_nulls(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = without_nulls(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def without_nulls(fields: QueryDict) -> QueryDict:
    """The same fields; a copy without null bytes where there are any."""
    if not any(NULL in name or any(NULL in value for value in values) for name, values in fields.lists()):
        return fields
    clean = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        for value in values:
            clean.appendlist(name.replace(NULL, ""), value.replace(NULL, ""))
    clean._mutable = False
    return clean
