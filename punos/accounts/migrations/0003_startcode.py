import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from punos.kernel.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_protect")]

    operations = [
        migrations.CreateModel(
            name="StartCode",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("lost_device", models.BooleanField(default=False)),
                ("used_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+",
                                              to=settings.AUTH_USER_MODEL)),
            ],
            options={"constraints": [
                models.UniqueConstraint("account", condition=Q(ended_at=None), name="accounts_one_open_start_code"),
                models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at__isnull=False),
                                       name="accounts_used_start_code_has_ended"),
            ]},
        ),
    ]
