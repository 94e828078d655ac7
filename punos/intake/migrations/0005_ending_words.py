"""The endings of a contact in the words of today: what begins is a case (*yhteistyö*), not a client relationship."""

from django.db import migrations, models

ENDINGS = [
    ("dealt_with", "Asia on hoidettu"), ("guided", "Hän sai ohjauksen oikeaan paikkaan"),
    ("became_case", "Siitä alkoi yhteistyö"), ("in_case", "Asia hoidetaan avoimessa yhteistyössä"),
    ("withdrawn", "Asiakas ei halua jatkaa"), ("unreached", "Häntä ei sovituista yrityksistä huolimatta tavoitettu"),
    ("same_again", "Sama yhteydenotto oli kirjattu jo"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_substitutes_end")]

    operations = [migrations.AlterField("contactnotice", "ending",
                                        models.CharField(blank=True, choices=ENDINGS, max_length=20))]
