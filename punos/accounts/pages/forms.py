"""The sign-in form with our own words: what is missing is said plainly, and help is offered once."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's form; only its words are ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The page has its own link for those who cannot sign in, so the field needs none."""
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = _("Kirjoita käyttäjätunnus.")
        self.fields["password"].error_messages["required"] = _("Kirjoita salasana.")
        self.fields["password"].help_text = ""
