"""The people, before all else: the tables of the libraries point to them, and are made faster before the rooms' are."""

import django.contrib.auth.validators
import huzhu.words
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=60,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("name", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("language", models.CharField(blank=True, choices=[("zh", "中文"), ("en", "English")], max_length=2)),
                (
                    "scheme",
                    models.CharField(
                        blank=True, choices=[("", "As the device"), ("light", "Light"), ("dark", "Dark")], max_length=5
                    ),
                ),
            ],
            options={
                "db_table": "person",
                "ordering": ("pk",),
            },
        ),
    ]
