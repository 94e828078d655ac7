"""A text in the three languages of the product, as plain data.

Rule tables and operating models are data files that a county can add to without code; their texts therefore
live in the files, in all three languages, and not in the translation catalogues.
"""

from dataclasses import dataclass

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Finnish, Swedish and English. All three are required: nobody reads a half-translated page."""

    fi: str
    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("fi", "sv-fi", "en-GB"…). A language we do not have reads Finnish."""
        base = language.split("-")[0].lower()
        if base == "sv":
            return self.sv
        if base == "en":
            return self.en
        return self.fi

    def __str__(self) -> str:
        return self.fi
