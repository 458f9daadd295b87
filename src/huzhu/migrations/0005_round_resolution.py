"""A round is linked to the resolution behind it. No page ever wrote the words that stood in its place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("huzhu", "0004_equipment")]
    operations = [
        migrations.RemoveField(model_name="round", name="decided_by"),
        migrations.AddField(
            model_name="round",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="huzhu.resolution",
            ),
        ),
    ]
