"""How long a document is kept is counted when it is asked (queries.kept_until): its column was never filled."""

from django.db import migrations

from punos.access.rls import AppendOnly

WITH_COLUMN = AppendOnly("plan_document", except_columns=["keep_until"])
WHOLE = AppendOnly("plan_document")


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_protect")]

    operations = [
        migrations.RunSQL(WITH_COLUMN.reverse_sql, WITH_COLUMN.sql),
        migrations.RemoveField("document", "keep_until"),
        migrations.RunSQL(WHOLE.sql, WHOLE.reverse_sql),
    ]
