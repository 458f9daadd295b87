"""The tables of every room, each after those it points to. The libraries' come first: with a house this large around it,
each of their changes takes Django ten times as long."""

import datetime
import django.core.validators
import django.db.models.deletion
import huzhu.aid.models
import huzhu.delegation.models
import huzhu.words
import huzhu.workshops.models
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("huzhu", "0001_people"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alliance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "kind",
                    models.CharField(
                        choices=[("one_group", "Plants of one group"), ("independent", "Independent firms")],
                        default="one_group",
                        max_length=20,
                    ),
                ),
                ("notice", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("clock_on", models.DateField(blank=True, null=True)),
                ("clocks", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "db_table": "alliance",
            },
        ),
        migrations.CreateModel(
            name="Plant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("short_name", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("rest_weekdays", models.JSONField(blank=True, default=huzhu.workshops.models.weekend)),
                ("days_off", models.JSONField(blank=True, default=list)),
                ("shift_hours", models.FloatField(default=8)),
            ],
            options={
                "db_table": "plant",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Trade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("workshop_word", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("size_name", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("size_unit", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "db_table": "trade",
                "ordering": ("slug",),
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.CharField(choices=[("product", "Product"), ("task", "Task")], max_length=8)),
                ("code", models.CharField(max_length=80)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
            ],
            options={
                "db_table": "code",
                "ordering": ("sort", "code"),
                "constraints": [models.UniqueConstraint(fields=("sort", "code"), name="code_once")],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("grade", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("unit", huzhu.words.WordsField(default=huzhu.words.Words)),
            ],
            options={
                "db_table": "aid_material",
                "ordering": ("slug",),
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=160)),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("address", models.CharField(max_length=300)),
                ("is_danger", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "express_announcement",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=60)),
                ("thing", models.CharField(max_length=200)),
                ("plant", models.CharField(blank=True, max_length=80)),
                ("by_person", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("authority", models.CharField(blank=True, max_length=200)),
                ("details", models.JSONField(default=dict)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "db_table": "journal_entry",
                "ordering": ("number",),
                "indexes": [models.Index(fields=["thing", "number"], name="journal_ent_thing_9c3e7f_idx")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
            options={
                "db_table": "journal_head",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100)),
                ("by_person", models.BigIntegerField()),
                ("address", models.CharField(max_length=500)),
                ("content_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("location", models.CharField(blank=True, max_length=1000)),
                ("body", models.TextField(blank=True)),
                ("content_type", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "db_table": "journal_receipt",
                "constraints": [models.UniqueConstraint(fields=("by_person", "key"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("thing", models.BigIntegerField()),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "search_text",
                "constraints": [models.UniqueConstraint(fields=("kind", "thing"), name="search_text_once")],
            },
        ),
        migrations.CreateModel(
            name="SizeBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="huzhu.trade"
                    ),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("low", models.FloatField(blank=True, null=True)),
                ("high", models.FloatField(blank=True, null=True)),
            ],
            options={
                "db_table": "size_band",
                "ordering": ("trade", "low", "pk"),
                "constraints": [models.UniqueConstraint(fields=("trade", "slug"), name="size_band_once")],
            },
        ),
        migrations.CreateModel(
            name="Metric",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("unit", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("aliases", models.JSONField(blank=True, default=list)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duration", "Duration"),
                            ("share", "Share"),
                            ("rate", "Rate"),
                            ("count", "Count of people hurt or nearly hurt"),
                            ("level", "Level"),
                        ],
                        default="level",
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("down", "Less is better"),
                            ("up", "More is better"),
                            ("band", "Neither: it should stay where it is"),
                        ],
                        default="down",
                        max_length=4,
                    ),
                ),
                (
                    "grain",
                    models.CharField(
                        choices=[
                            ("event", "Each event"),
                            ("heat", "Each heat"),
                            ("shift", "Shift"),
                            ("day", "Day"),
                            ("week", "Week"),
                            ("month", "Month"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("exposure_unit", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "exposure_metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exposes",
                        to="huzhu.metric",
                    ),
                ),
                ("per", models.FloatField(default=1.0)),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("open", "Weekly values"),
                            ("summary", "Twelve-month values with their range"),
                            ("change", "Only by how much it improved"),
                            ("hidden", "Nothing"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("about_safety", models.BooleanField(default=False)),
                ("tolerance", models.FloatField(default=0.05)),
                ("gain_unit", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("gain_factor", models.FloatField(blank=True, null=True)),
                ("trades", models.ManyToManyField(blank=True, related_name="metrics", to="huzhu.trade")),
            ],
            options={
                "db_table": "metric",
                "ordering": ("slug",),
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="huzhu.plant",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                ("agreed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "source",
                "constraints": [models.UniqueConstraint(fields=("plant", "fingerprint"), name="source_once")],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("may_write", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "token",
            },
        ),
        migrations.CreateModel(
            name="Stock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stocks", to="huzhu.plant"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stocks", to="huzhu.material"
                    ),
                ),
                ("quantity", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("minimum", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("reserved", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("head_may_give", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("counted_on", models.DateField()),
            ],
            options={
                "db_table": "aid_stock",
                "ordering": ("plant", "material"),
                "constraints": [
                    models.UniqueConstraint(fields=("plant", "material"), name="aid_stock_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("head_may_give__gte", 0), ("minimum__gte", 0), ("quantity__gte", 0), ("reserved__gte", 0)
                        ),
                        name="aid_stock_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conferences", to="huzhu.plant"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("place", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("called", "Called"),
                            ("in_session", "In session"),
                            ("adjourned", "Over, minutes due"),
                            ("minutes_draft", "Minutes to be approved"),
                            ("minutes_approved", "Minutes approved"),
                            ("follow_up", "Being carried out"),
                            ("archived", "Archived"),
                            ("cancelled", "Called off"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("adjourned_at", models.DateTimeField(blank=True, null=True)),
                ("drafted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "conference",
                "ordering": ("-ordinal", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="conference_days_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("ordinal",),
                        name="conference_ordinal_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("planned", "cancelled")), ("called_at__isnull", False), _connector="OR"
                        ),
                        name="conference_called",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "kind",
                    models.CharField(
                        choices=[("equipment", "Between machines"), ("workshop", "Between workshops")],
                        default="workshop",
                        max_length=10,
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="huzhu.trade"
                    ),
                ),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Being drafted"),
                            ("consulted", "Put to the crews"),
                            ("published", "Published"),
                            ("running", "Running"),
                            ("frozen", "Period over, figures fixed"),
                            ("appraised", "Checked by other plants"),
                            ("objection", "Open to objections"),
                            ("final", "Final"),
                            ("awarded", "Awarded"),
                            ("closed", "Closed"),
                            ("annulled", "Annulled"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("conditions", models.JSONField(default=dict)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("trial", models.JSONField(blank=True, default=dict)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("consulted_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("inputs", models.TextField(blank=True)),
                ("inputs_hash", models.CharField(blank=True, max_length=64)),
                ("appraised_at", models.DateTimeField(blank=True, null=True)),
                ("objection_at", models.DateTimeField(blank=True, null=True)),
                ("final_at", models.DateTimeField(blank=True, null=True)),
                ("awarded_at", models.DateTimeField(blank=True, null=True)),
                ("awards", models.JSONField(blank=True, default=dict)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("is_illustrative", models.BooleanField(default=False)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("method_version", models.CharField(blank=True, max_length=20)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "round",
                "ordering": ("-starts_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="round_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("drafted", "consulted", "annulled")),
                            models.Q(("hash", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="round_published_has_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("drafted", "consulted", "published", "running", "annulled")),
                            models.Q(("inputs_hash", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="round_frozen_keeps_inputs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("about", models.CharField(max_length=160)),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("address", models.CharField(max_length=300)),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Once a day"), (1, "At once"), (2, "Danger to people: at once, at any hour")],
                        default=0,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "notice",
                "ordering": ("-told_at", "-pk"),
                "indexes": [models.Index(fields=["person", "read_at"], name="notice_unread")],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("wecom", "WeCom"),
                            ("dingtalk", "DingTalk"),
                            ("feishu", "Feishu"),
                            ("teams", "Teams"),
                            ("slack", "Slack"),
                            ("webhook", "A machine (signed webhook)"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("sealed_address", models.TextField()),
                ("sealed_secret", models.TextField(blank=True)),
                (
                    "least_urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Once a day"), (1, "At once"), (2, "Danger to people: at once, at any hour")],
                        default=0,
                    ),
                ),
                ("language", models.CharField(blank=True, choices=[("zh", "中文"), ("en", "English")], max_length=2)),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("digest_at", models.TimeField(default=datetime.time(7, 30))),
                ("is_paused", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "notice_channel",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "plant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="huzhu.plant"
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="huzhu.trade"
                    ),
                ),
                (
                    "band",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops",
                        to="huzhu.sizeband",
                    ),
                ),
                ("size", models.FloatField(blank=True, null=True)),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("short_name", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("lines", models.JSONField(blank=True, default=list)),
                ("contact", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("since_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "workshop",
                "ordering": ("plant_id", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="definitions", to="huzhu.metric"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("why", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("since_on", models.DateField(blank=True, null=True)),
                (
                    "plant",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="huzhu.plant"
                    ),
                ),
            ],
            options={
                "db_table": "definition",
                "ordering": ("metric", "number"),
                "constraints": [models.UniqueConstraint(fields=("metric", "number"), name="definition_once")],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="huzhu.plant",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="batches",
                        to="huzhu.source",
                    ),
                ),
                ("file_name", models.CharField(max_length=300)),
                ("file_hash", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for its mapping to be confirmed"),
                            ("loaded", "Loaded"),
                            ("taken_back", "Taken back"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("loaded_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("why_taken_back", models.TextField(blank=True)),
                ("kept", models.PositiveBigIntegerField(default=0)),
                ("refused", models.PositiveBigIntegerField(default=0)),
                ("corrected", models.PositiveBigIntegerField(default=0)),
                ("warnings", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("progress", models.JSONField(default=dict)),
                ("refusal", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "batch",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "loaded")), fields=("plant", "file_hash"), name="batch_counts_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("plant", None), ("state", "loaded")),
                        fields=("file_hash",),
                        name="batch_of_several_counts_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comparisons", to="huzhu.metric"
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comparisons", to="huzhu.trade"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("like_with_like", "Like with like"), ("as_reported", "As reported")], max_length=16
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="huzhu.plant",
                    ),
                ),
                ("until_on", models.DateField()),
                ("weeks", models.PositiveSmallIntegerField(default=52)),
                ("result", models.JSONField()),
                ("pairs", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=64)),
                ("method_version", models.CharField(max_length=20)),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "comparison",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("plant", None)), fields=("metric", "trade", "basis"), name="comparison_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("plant__isnull", False)),
                        fields=("metric", "trade", "basis", "plant"),
                        name="comparison_once_a_plant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refresh",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refreshes", to="huzhu.metric"
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refreshes", to="huzhu.trade"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "refresh",
                "constraints": [models.UniqueConstraint(fields=("metric", "trade"), name="refresh_once")],
            },
        ),
        migrations.CreateModel(
            name="AgendaPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="huzhu.conference"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("last_resolutions", "Report on the last resolutions"),
                            ("contracts", "How the contracts were kept"),
                            ("exchange", "Exchange of ways, trade by trade"),
                            ("side_effects", "Side effects: what went wrong, and the remedies"),
                            ("visits", "Seeing on site"),
                            ("competition", "The competition"),
                            ("resolutions", "Resolutions"),
                            ("next_host", "Where to meet next"),
                            ("gap", "A gap between workshops"),
                            ("promise", "Promises overdue"),
                            ("danger", "An open danger"),
                            ("other", "Other business"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("text", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=160)),
                ("said", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
            ],
            options={
                "db_table": "conference_agenda",
                "ordering": ("conference", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "number"), name="agenda_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("conference", "source"),
                        name="agenda_source_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="resolutions", to="huzhu.conference"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("because", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Before the vote"),
                            ("passed", "Passed"),
                            ("failed", "Not passed"),
                            ("assigned", "Has its owner"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("evidence", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "conference_resolution",
                "ordering": ("conference", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "number"), name="resolution_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "passed", "failed")),
                            models.Q(
                                ("decided_at__isnull", False), ("due_on__isnull", False), ("owner__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="resolution_owned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("done", "lapsed")), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="resolution_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="minutes", to="huzhu.conference"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "conference_minutes",
                "ordering": ("conference", "number"),
                "constraints": [models.UniqueConstraint(fields=("conference", "number"), name="minutes_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="huzhu.channel"
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("body", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "notice_message",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="message_due"),
                    models.Index(fields=["channel", "sent_at"], name="message_sent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Flow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flows_out", to="huzhu.workshop"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flows_in", to="huzhu.workshop"
                    ),
                ),
                ("material", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
            ],
            options={
                "db_table": "flow",
                "constraints": [
                    models.UniqueConstraint(fields=("giver", "receiver"), name="flow_once"),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True), name="flow_between_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="huzhu.batch"
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="huzhu.metric"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="huzhu.workshop"
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("rows", models.PositiveBigIntegerField()),
            ],
            options={
                "db_table": "batch_part",
                "constraints": [models.UniqueConstraint(fields=("batch", "metric", "workshop"), name="part_once")],
                "indexes": [models.Index(fields=["metric", "workshop"], name="batch_part_metric__89e122_idx")],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="series", to="huzhu.metric"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="series", to="huzhu.workshop"
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=40)),
                ("product", models.CharField(blank=True, max_length=80)),
                ("task", models.CharField(blank=True, max_length=80)),
                ("first_week", models.DateField()),
                ("values", models.JSONField()),
                ("exposure", models.JSONField()),
                ("n", models.JSONField()),
                ("breaks", models.JSONField(default=list)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "series",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("metric", "workshop", "line", "product", "task"), name="series_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operator", "Operator"),
                            ("team_leader", "Team leader"),
                            ("workshop_engineer", "Workshop engineer"),
                            ("workshop_head", "Workshop head"),
                            ("chief_engineer", "Chief engineer"),
                            ("safety_officer", "Safety officer"),
                            ("data_steward", "Data steward"),
                            ("plant_director", "Plant director"),
                            ("secretariat", "Secretariat"),
                            ("committee", "Alliance committee"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="huzhu.plant",
                    ),
                ),
                ("since_on", models.DateField(blank=True, null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "seat",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("plant__isnull", False),
                                ("role__in", ("operator", "team_leader", "workshop_engineer", "workshop_head")),
                                ("workshop__isnull", False),
                            ),
                            models.Q(
                                ("plant__isnull", False),
                                ("role__in", ("chief_engineer", "safety_officer", "data_steward", "plant_director")),
                                ("workshop__isnull", True),
                            ),
                            models.Q(
                                ("plant__isnull", True),
                                ("role__in", ("secretariat", "committee", "administrator")),
                                ("workshop__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="seat_fits_role",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Experience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("summary", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "origin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiences",
                        to="huzhu.workshop",
                    ),
                ),
                ("origin_note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="experiences", to="huzhu.trade"
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiences",
                        to="huzhu.metric",
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("described", "Described"),
                            ("verified_at_origin", "Verified where it comes from"),
                            ("recommended", "Recommended"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "flag",
                    models.CharField(
                        blank=True,
                        choices=[("", "No warning"), ("caution", "Caution"), ("suspended", "Suspended")],
                        max_length=10,
                    ),
                ),
                ("flag_reason", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "remedy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies",
                        to="huzhu.experience",
                    ),
                ),
                ("is_illustrative", models.BooleanField(default=False)),
                (
                    "shared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("touches", models.ManyToManyField(blank=True, related_name="touched_by", to="huzhu.metric")),
            ],
            options={
                "db_table": "experience",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deputies", to="huzhu.workshop"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "card_deputy",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("workshop", "person"),
                        name="deputy_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "plant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="huzhu.plant"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="huzhu.workshop"
                    ),
                ),
                ("powers", models.JSONField(default=list, validators=[huzhu.delegation.models.powers_are_known])),
                (
                    "safety_class",
                    models.CharField(
                        choices=[
                            ("A", "A: people can be gravely hurt"),
                            ("B", "B: people can be hurt"),
                            ("C", "C: no danger to people expected"),
                        ],
                        default="B",
                        max_length=1,
                    ),
                ),
                ("ceiling", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField()),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("active", "Handed over"),
                            ("suspended", "Suspended"),
                            ("revoked", "Taken back"),
                            ("expired", "Run out"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "substitutes",
                    models.ManyToManyField(blank=True, related_name="substitute_in", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "delegation",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("since_on"))), name="delegation_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ceiling__gte", 0)), name="delegation_ceiling_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "revoked", "expired")),
                            ("granted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delegation_active_was_granted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "plant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="huzhu.plant"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="huzhu.material"
                    ),
                ),
                ("substitutes", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("quantity", huzhu.aid.models.QuantityField()),
                ("matched", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("needed_on", models.DateField()),
                ("consequence", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("is_safety_critical", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("partly_matched", "Partly promised"),
                            ("matched", "All promised"),
                            ("closed", "Need closed"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_on", models.DateField()),
                ("result", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("reason", models.TextField(blank=True)),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "aid_need",
                "ordering": ("needed_on", "number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("matched__gte", 0), ("matched__lte", models.F("quantity")), ("quantity__gt", 0)
                        ),
                        name="aid_need_not_overmatched",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="delegates", to="huzhu.conference"
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegate_at",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.workshop",
                    ),
                ),
                ("is_head", models.BooleanField(default=False)),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "conference_delegate",
                "ordering": ("conference", "plant", "-is_head", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "person"), name="delegate_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_head", True)),
                        fields=("conference", "plant"),
                        name="delegation_one_head",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resolution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="huzhu.resolution"
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstains")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "conference_vote",
                "ordering": ("resolution", "plant"),
                "constraints": [models.UniqueConstraint(fields=("resolution", "plant"), name="one_plant_one_vote")],
            },
        ),
        migrations.CreateModel(
            name="ResolutionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resolution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="huzhu.resolution"
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "reported_at",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="huzhu.conference",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "conference_resolution_note",
                "ordering": ("resolution", "at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="huzhu.minutes"
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "conference_approval",
                "ordering": ("minutes", "plant"),
                "constraints": [models.UniqueConstraint(fields=("minutes", "plant"), name="approval_once")],
            },
        ),
        migrations.CreateModel(
            name="RoundComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="huzhu.round"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="round_comments", to="huzhu.workshop"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("at", models.DateTimeField()),
                ("answer", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "round_comment",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="huzhu.round"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="huzhu.workshop"
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("provisional", "Provisional"),
                            ("contested", "Under review"),
                            ("final", "Final"),
                            ("vetoed", "No award: safety"),
                            ("insufficient_data", "No standing"),
                        ],
                        default="provisional",
                        max_length=20,
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checked_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.plant",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("finding", models.TextField(blank=True)),
            ],
            options={
                "db_table": "standing",
                "ordering": ("round", "workshop", "line"),
                "constraints": [models.UniqueConstraint(fields=("round", "workshop", "line"), name="standing_once")],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="huzhu.trade"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("equipment", "Between machines"), ("workshop", "Between workshops")],
                        default="workshop",
                        max_length=10,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="huzhu.round"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="huzhu.workshop",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("retained", "Held again"),
                            ("vacant", "With nobody"),
                            ("passed", "Passed on"),
                            ("retired", "No longer awarded"),
                        ],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "banner_holding",
                "ordering": ("-since_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on", None)), fields=("trade", "kind"), name="banner_in_one_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("held", "retained")), _negated=True),
                            ("workshop__isnull", False),
                            _connector="OR",
                        ),
                        name="banner_vacant_or_held",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="huzhu.notice"
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="huzhu.channel"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="huzhu.message",
                    ),
                ),
            ],
            options={
                "db_table": "notice_delivery",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("notice", "channel"), name="delivery_once")],
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="delivery_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="huzhu.experience"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("mechanism", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("steps", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("needs", models.JSONField(blank=True, default=list)),
                ("conditions", models.JSONField(blank=True, default=list)),
                ("expected_low", models.FloatField(blank=True, null=True)),
                ("expected_high", models.FloatField(blank=True, null=True)),
                ("why", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_on", models.DateField()),
            ],
            options={
                "db_table": "experience_version",
                "ordering": ("experience", "number"),
                "constraints": [models.UniqueConstraint(fields=("experience", "number"), name="version_once")],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("ask", "Help wanted"), ("offer", "Help offered")], default="ask", max_length=5
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("issued", "Issued"),
                            ("acknowledged", "Someone is on it"),
                            ("answered", "Answered"),
                            ("tried", "Being tried"),
                            ("closed_solved", "Solved"),
                            ("closed_partly", "Partly solved"),
                            ("closed_not_solved", "Not solved"),
                            ("withdrawn", "Withdrawn"),
                            ("duplicate", "Asked before"),
                            ("converted", "Carried on elsewhere"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="huzhu.workshop"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed", models.CharField(blank=True, max_length=60)),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("workshops", "The workshops I name"),
                            ("trade", "All workshops of a trade"),
                            ("all", "Everybody"),
                        ],
                        default="trade",
                        max_length=10,
                    ),
                ),
                (
                    "to_trade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="huzhu.trade",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("safety", "People can be hurt"), ("urgent", "Urgent"), ("ordinary", "Ordinary")],
                        default="ordinary",
                        max_length=8,
                    ),
                ),
                (
                    "wanted_help",
                    models.CharField(
                        choices=[
                            ("advice", "Advice"),
                            ("drawing", "A drawing or a description"),
                            ("visit", "May we come and see?"),
                            ("people", "Somebody to come"),
                            ("material", "Material or a spare part"),
                        ],
                        default="advice",
                        max_length=8,
                    ),
                ),
                ("may_quote", models.BooleanField(default=True)),
                ("wanted_by_on", models.DateField(blank=True, null=True)),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("what", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("tried", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("machine", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="huzhu.metric",
                    ),
                ),
                ("value_now", models.FloatField(blank=True, null=True)),
                ("value_wanted", models.FloatField(blank=True, null=True)),
                ("bad_since_on", models.DateField(blank=True, null=True)),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="huzhu.experience",
                    ),
                ),
                ("is_illustrative", models.BooleanField(default=False)),
                ("drafted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("across_at", models.DateTimeField(blank=True, null=True)),
                (
                    "across_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.workshop",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("value_after", models.FloatField(blank=True, null=True)),
                ("result", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("thanks", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="huzhu.card",
                    ),
                ),
                (
                    "converted_into",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "A visit"),
                            ("experience", "An experience"),
                            ("contract_item", "A promise in a contract"),
                            ("express", "A story in the Express"),
                            ("aid", "Material aid"),
                        ],
                        max_length=14,
                    ),
                ),
                ("converted_address", models.CharField(blank=True, max_length=300)),
                ("told_level", models.PositiveSmallIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "to_workshops",
                    models.ManyToManyField(blank=True, related_name="cards_received", to="huzhu.workshop"),
                ),
            ],
            options={
                "db_table": "card",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reach", "trade"), ("to_trade__isnull", False)),
                            models.Q(models.Q(("reach", "trade"), _negated=True), ("to_trade__isnull", True)),
                            _connector="OR",
                        ),
                        name="card_reach",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")), ("issued_at__isnull", False), _connector="OR"
                        ),
                        name="card_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="card_not_its_own_duplicate",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "issued_at"], name="card_state")],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="huzhu.plant"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="huzhu.material"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="huzhu.need",
                    ),
                ),
                ("quantity", huzhu.aid.models.QuantityField()),
                ("taken", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                (
                    "mode",
                    models.CharField(
                        choices=[("gift", "Gift"), ("loan", "Loan"), ("exchange", "Exchange"), ("sale", "Sale")],
                        default="loan",
                        max_length=10,
                    ),
                ),
                ("certificate", models.CharField(blank=True, max_length=120)),
                ("where", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("until_on", models.DateField(blank=True, null=True)),
                ("return_on", models.DateField(blank=True, null=True)),
                ("terms", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "exchange_material",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.material",
                    ),
                ),
                ("exchange_share", huzhu.aid.models.QuantityField(blank=True, null=True)),
                (
                    "offered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("offered_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "aid_offer",
                "ordering": ("-offered_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0), ("taken__gte", 0), ("taken__lte", models.F("quantity"))
                        ),
                        name="aid_offer_not_overtaken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "exchange"), _negated=True),
                            models.Q(("exchange_material__isnull", False), ("exchange_share__gt", 0)),
                            _connector="OR",
                        ),
                        name="aid_offer_exchange_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="huzhu.conference"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exchanged", to="huzhu.experience"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Handed in"),
                            ("screened", "Looked through"),
                            ("on_agenda", "On the agenda"),
                            ("presented", "Presented"),
                            ("listed", "On the list"),
                        ],
                        default="submitted",
                        max_length=12,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "conference_item",
                "ordering": ("conference", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("conference", "number"), name="exchanged_number_once"),
                    models.UniqueConstraint(fields=("conference", "experience"), name="exchanged_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="disputes", to="huzhu.standing"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.workshop"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                ("is_objection", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_upheld", models.BooleanField(default=False)),
                ("decision", models.TextField(blank=True)),
            ],
            options={
                "db_table": "round_dispute",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gates", to="huzhu.standing"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("concealment", "An injury was concealed, or figures were falsified, as proven"),
                            ("serious_injury", "A serious injury with a confirmed failure of management"),
                            ("uncontained", "A danger to people was not contained in time"),
                            ("refused_alert", "A safety alert was refused without a reason that holds"),
                        ],
                        max_length=16,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("facts", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "To be decided"),
                            ("upheld", "Award withheld"),
                            ("dismissed", "Found to be no ground"),
                            ("appealed", "Under appeal"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer_says",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "To be decided"),
                            ("upheld", "Award withheld"),
                            ("dismissed", "Found to be no ground"),
                            ("appealed", "Under appeal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("officer_why", models.TextField(blank=True)),
                ("officer_at", models.DateTimeField(blank=True, null=True)),
                (
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.TextField(blank=True)),
                (
                    "appealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("appeal", models.TextField(blank=True)),
                (
                    "appeal_decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("appeal_decided_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_answer", models.TextField(blank=True)),
            ],
            options={
                "db_table": "round_gate",
                "ordering": ("proposed_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("standing", "ground", "about"), name="gate_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("committee__isnull", False), ("officer__isnull", False)),
                            _connector="OR",
                        ),
                        name="gate_decided_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="huzhu.card"
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="huzhu.answer",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("preconditions", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("risk", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="huzhu.experience",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "card_answer",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="huzhu.card"
                    ),
                ),
                (
                    "hash",
                    models.CharField(
                        max_length=64, validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")]
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("bytes", models.PositiveIntegerField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "db_table": "card_photo",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("card", "hash"), name="photo_once")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="huzhu.metric"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits_hosted", to="huzhu.workshop"
                    ),
                ),
                ("why", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("gap", models.JSONField(blank=True, default=dict)),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="huzhu.experience",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="huzhu.card",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("host_confirmed", "Confirmed by the host"),
                            ("prepared", "Prepared"),
                            ("held", "Held, report due"),
                            ("reported", "Reported"),
                            ("actions_open", "Actions under way"),
                            ("effect_reviewed", "Effect reviewed"),
                            ("closed", "Visit closed"),
                            ("declined", "Declined by the host"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Called off"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_proposed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("meet_at", models.TimeField(blank=True, null=True)),
                ("place", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("seats", models.PositiveSmallIntegerField(default=12)),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                ("induction", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "induction_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inductions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("pack_note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("effect", models.JSONField(blank=True, default=dict)),
                ("effect_note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_reviewed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("note", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("is_illustrative", models.BooleanField(default=False)),
                ("visiting", models.ManyToManyField(related_name="visits_made", to="huzhu.workshop")),
            ],
            options={
                "db_table": "visit",
                "ordering": ("-proposed_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("starts_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="visit_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "declined", "postponed", "cancelled")),
                            ("starts_on__isnull", False),
                            _connector="OR",
                        ),
                        name="visit_confirmed_has_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="huzhu.offer"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="huzhu.need",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers_out", to="huzhu.plant"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers_in", to="huzhu.plant"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="huzhu.material"
                    ),
                ),
                ("quantity", huzhu.aid.models.QuantityField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("gift", "Gift"), ("loan", "Loan"), ("exchange", "Exchange"), ("sale", "Sale")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("agreed", "Agreed"),
                            ("approved", "Approved by the giver"),
                            ("shipped", "On its way"),
                            ("received", "Arrived, to be inspected"),
                            ("accepted", "Accepted"),
                            ("rejected_quality", "Refused: quality"),
                            ("in_use", "In use at the receiver"),
                            ("returned", "Given back"),
                            ("settled", "Settled"),
                            ("closed", "Transfer closed"),
                            ("withdrawn", "Withdrawn"),
                            ("disputed", "Disputed"),
                        ],
                        default="offered",
                        max_length=20,
                    ),
                ),
                (
                    "owed_material",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.material",
                    ),
                ),
                ("owed", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("given_back", huzhu.aid.models.QuantityField(default=Decimal("0"))),
                ("return_on", models.DateField(blank=True, null=True)),
                ("transport", models.CharField(blank=True, max_length=200)),
                ("certificate", models.CharField(blank=True, max_length=120)),
                ("inspection", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shipped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("shipped_on", models.DateField(blank=True, null=True)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "aid_transfer",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="aid_transfer_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_back__gte", 0), ("given_back__lte", models.F("owed")), ("quantity__gt", 0)
                        ),
                        name="aid_transfer_not_overreturned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="huzhu.exchangeditem"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="item_answers", to="huzhu.workshop"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No answer yet"),
                            ("adopt", "We take it up"),
                            ("trial", "We try it"),
                            ("adapt", "We fit it to our case"),
                            ("already", "We have it already"),
                            ("later", "Later"),
                            ("not_applicable", "Does not fit here"),
                            ("refuse", "We do not take it up"),
                        ],
                        default="",
                        max_length=14,
                    ),
                ),
                ("reason", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("later_on", models.DateField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "conference_answer",
                "ordering": ("item", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("item", "workshop"), name="item_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("disposition", ""), ("answered_at__isnull", False), _connector="OR"),
                        name="item_answer_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposition", "later"), _negated=True),
                            ("later_on__isnull", False),
                            _connector="OR",
                        ),
                        name="item_answer_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitSignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_ups", to="huzhu.visit"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.workshop",
                    ),
                ),
                ("signed_up_at", models.DateTimeField()),
                ("was_there", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "db_table": "visit_sign_up",
                "ordering": ("visit", "signed_up_at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("visit", "person"), name="sign_up_once")],
            },
        ),
        migrations.CreateModel(
            name="VisitQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="huzhu.visit"
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "visit_question",
                "ordering": ("visit", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VisitStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watched", to="huzhu.visit"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.workshop"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("is_inside", models.BooleanField()),
                ("seconds", models.PositiveIntegerField()),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("tools", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "visit_step",
                "ordering": ("visit", "workshop", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "workshop", "number"), name="visit_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gt", 0), ("seconds__gt", 0)), name="visit_step_takes_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="huzhu.visit"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("learned", "What was learned"),
                            ("fits", "Where it fits"),
                            ("risk", "What can go wrong"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
            ],
            options={
                "db_table": "visit_finding",
                "ordering": ("visit", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VisitThanks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thanks", to="huzhu.visit"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="thanks", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("what_for", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "visit_thanks",
                "ordering": ("visit", "pk"),
                "constraints": [models.UniqueConstraint(fields=("visit", "person"), name="visit_thanks_once")],
            },
        ),
        migrations.CreateModel(
            name="GivenBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="huzhu.transfer"
                    ),
                ),
                ("quantity", huzhu.aid.models.QuantityField()),
                ("sent_on", models.DateField()),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("taken_on", models.DateField(blank=True, null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "aid_given_back",
                "ordering": ("transfer", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="aid_given_back_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="huzhu.transfer"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lent", "Received and owed"),
                            ("given_back", "Given back"),
                            ("settled", "Settled otherwise"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                (
                    "receiver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.plant"),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="huzhu.material"
                    ),
                ),
                ("quantity", huzhu.aid.models.QuantityField()),
                ("on", models.DateField()),
                (
                    "given_back",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posting",
                        to="huzhu.givenback",
                    ),
                ),
            ],
            options={
                "db_table": "aid_posting",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "lent")), fields=("transfer",), name="aid_lent_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "settled")), fields=("transfer",), name="aid_settled_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "lent"), ("quantity__gt", 0)),
                            models.Q(models.Q(("kind", "lent"), _negated=True), ("quantity__lt", 0)),
                            _connector="OR",
                        ),
                        name="aid_posting_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpressIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("compiled", "In the making"), ("published", "Out")], default="compiled", max_length=9
                    ),
                ),
                ("is_special", models.BooleanField(default=False)),
                ("compiled_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("journal_number", models.PositiveBigIntegerField(default=0)),
                ("journal_hash", models.CharField(blank=True, max_length=64)),
                ("cards", models.ManyToManyField(blank=True, related_name="issues", to="huzhu.card")),
            ],
            options={
                "db_table": "express_issue",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="issue_published",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "compiled")), fields=("state",), name="issue_one_in_the_making"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="huzhu.visit"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visit_actions", to="huzhu.workshop"
                    ),
                ),
                ("text", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_actions",
                        to="huzhu.experience",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be done"), ("done", "Done"), ("dropped", "Not done, with a reason")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("result", models.TextField(blank=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "visit_action",
                "ordering": ("visit", "due_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120)),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="huzhu.experience"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="huzhu.version",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="huzhu.workshop"
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=40)),
                (
                    "learned_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taught",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="huzhu.card",
                    ),
                ),
                (
                    "visit_action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="huzhu.visitaction",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("risk_reviewed", "Risk reviewed"),
                            ("trial", "On trial"),
                            ("in_use", "In use"),
                            ("standardised", "Kept as standard"),
                            ("rolled_back", "Stopped"),
                            ("abandoned", "Not started"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("ramp_weeks", models.PositiveSmallIntegerField(default=6)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="huzhu.metric",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="huzhu.definition",
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=80)),
                ("target", models.FloatField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decision_reason", models.TextField(blank=True)),
                ("is_illustrative", models.BooleanField(default=False)),
                ("recorded_late", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "adoption",
                "ordering": ("-starts_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "slug"), name="adoption_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("planned", "risk_reviewed", "abandoned")),
                            ("frozen_at__isnull", False),
                            _connector="OR",
                        ),
                        name="adoption_frozen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardrail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guardrails", to="huzhu.adoption"
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guardrails", to="huzhu.metric"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guardrails", to="huzhu.workshop"
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=80)),
                ("tolerance", models.FloatField()),
            ],
            options={
                "db_table": "guardrail",
                "constraints": [
                    models.UniqueConstraint(fields=("adoption", "metric", "workshop", "task"), name="guardrail_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="confirmations", to="huzhu.adoption"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmed_help", to="huzhu.workshop"
                    ),
                ),
                ("is_true", models.BooleanField()),
                ("why", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "help_confirmation",
                "ordering": ("at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("adoption", "helper"), name="help_confirmed_once")],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measurements", to="huzhu.adoption"
                    ),
                ),
                (
                    "guardrail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
                        to="huzhu.guardrail",
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("computed_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
                ("until_on", models.DateField()),
                ("method_version", models.CharField(max_length=20)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.CharField(max_length=30)),
                ("evidence", models.CharField(blank=True, max_length=12)),
                ("blend", models.JSONField(default=dict)),
                ("may_show_blend", models.BooleanField(default=False)),
                ("result", models.JSONField()),
                ("chart", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "measurement",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("guardrail", None), ("is_current", True)),
                        fields=("adoption",),
                        name="measurement_current",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("guardrail__isnull", False), ("is_current", True)),
                        fields=("adoption", "guardrail"),
                        name="guardrail_measurement_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suspected", "Suspected"),
                            ("acknowledged", "Acknowledged"),
                            ("contained", "Contained"),
                            ("remedy_sought", "Remedy sought"),
                            ("remedy_trial", "Remedy on trial"),
                            ("remedied", "Remedied"),
                            ("verified_closed", "Cure verified"),
                            ("refuted", "Refuted"),
                            ("accepted_risk", "Risk accepted"),
                        ],
                        default="suspected",
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("signal", "The readings"),
                            ("near_miss", "A near miss"),
                            ("danger", "Somebody saw it"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("hurt", "Somebody was hurt"),
                            ("near", "Nobody was hurt, but it was close"),
                            ("could", "It could hurt somebody"),
                            ("goods", "It harms the product or the machine, not people"),
                        ],
                        max_length=6,
                    ),
                ),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("told", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.trade",
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=80)),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.metric",
                    ),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.experience",
                    ),
                ),
                (
                    "adoption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.adoption",
                    ),
                ),
                ("cause", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "guardrail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.guardrail",
                    ),
                ),
                ("signal", models.JSONField(blank=True, default=dict)),
                ("signal_on", models.DateField(blank=True, null=True)),
                ("is_protected", models.BooleanField(default=False)),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("sent_key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("contained_at", models.DateTimeField(blank=True, null=True)),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[("stop", "Stopped"), ("limit", "Limited"), ("guard", "Guarded")],
                        max_length=6,
                    ),
                ),
                ("containment", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("recalled_at", models.DateTimeField(blank=True, null=True)),
                ("sought_at", models.DateTimeField(blank=True, null=True)),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hazards",
                        to="huzhu.card",
                    ),
                ),
                (
                    "remedy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies_of",
                        to="huzhu.experience",
                    ),
                ),
                (
                    "remedy_adoption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies_of",
                        to="huzhu.adoption",
                    ),
                ),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("remedied_at", models.DateTimeField(blank=True, null=True)),
                ("proof", models.JSONField(blank=True, default=dict)),
                ("evidence", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "risk_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk_director",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("risk_reason", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("review_on", models.DateField(blank=True, null=True)),
                (
                    "also_suspected",
                    models.ManyToManyField(blank=True, related_name="also_suspected", to="huzhu.adoption"),
                ),
            ],
            options={
                "db_table": "hazard",
                "ordering": ("raised_at", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("guardrail__isnull", False)),
                        fields=("guardrail", "task"),
                        name="hazard_signal_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_protected", False),
                            models.Q(
                                ("adoption__isnull", True),
                                ("guardrail__isnull", True),
                                ("raised_by__isnull", True),
                                ("workshop__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hazard_protected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("verified_closed", "refuted")), _negated=True),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hazard_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted_risk"), _negated=True),
                            models.Q(
                                ("review_on__isnull", False),
                                ("risk_director__isnull", False),
                                ("risk_officer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hazard_risk_accepted",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "raised_at"], name="hazard_state")],
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hazard",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="origin", to="huzhu.hazard"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.workshop"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "hazard_origin",
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sightings", to="huzhu.hazard"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="huzhu.workshop"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "hazard_sighting",
                "ordering": ("at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("hazard", "workshop", "person"), name="sighting_once")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="huzhu.hazard"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("why", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("is_countersigned", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "hazard_signature",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="huzhu.hazard"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="huzhu.workshop"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("adopter", "uses the experience"),
                            ("about_to", "is about to take it up"),
                            ("downstream", "receives the material"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "adoption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="huzhu.adoption",
                    ),
                ),
                ("called_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No answer yet"),
                            ("stopped", "Stopped, or not begun"),
                            ("guarded", "Goes on with a guard"),
                            ("remedied", "The remedy is in use here"),
                            ("not_concerned", "Does not concern us"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("reason", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "hazard_call",
                "ordering": ("called_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("hazard", "workshop"), name="call_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", ""),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("checked", "Checked"),
                            ("issued", "Issued"),
                            ("corrected", "Corrected"),
                            ("superseded", "Replaced by another"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("safety", "People can be hurt"), ("urgent", "Urgent"), ("ordinary", "Ordinary")],
                        default="ordinary",
                        max_length=8,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("floor", "Told by a workshop"),
                            ("effect", "A verified effect"),
                            ("remedy", "A remedy"),
                            ("recall", "A danger that calls everybody"),
                            ("card", "A solved card"),
                        ],
                        default="floor",
                        max_length=8,
                    ),
                ),
                ("source_name", models.CharField(blank=True, max_length=160, null=True, unique=True)),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.workshop",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                ("problem", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("change", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("steps", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("effect", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not yet measured"),
                            ("A", "Measured against others"),
                            ("B", "Own figures before and after"),
                            ("C", "As told by those who did it"),
                            ("X", "Contradicted by figures"),
                        ],
                        max_length=1,
                    ),
                ),
                ("needs", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("risk", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("contact", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.metric",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.definition",
                    ),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.experience",
                    ),
                ),
                (
                    "adoption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.adoption",
                    ),
                ),
                (
                    "hazard",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.hazard",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.card",
                    ),
                ),
                ("is_illustrative", models.BooleanField(default=False)),
                ("drawing", models.CharField(blank=True, max_length=64)),
                ("drawing_width", models.PositiveIntegerField(blank=True, null=True)),
                ("drawing_height", models.PositiveIntegerField(blank=True, null=True)),
                ("to_downstream", models.BooleanField(default=False)),
                ("to_all", models.BooleanField(default=False)),
                ("act_by_on", models.DateField(blank=True, null=True)),
                ("drafted_at", models.DateTimeField()),
                (
                    "facts_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("facts_at", models.DateTimeField(blank=True, null=True)),
                (
                    "risk_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("risk_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issued_under",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="huzhu.delegation",
                    ),
                ),
                ("correction", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="huzhu.story",
                    ),
                ),
                ("to_trades", models.ManyToManyField(blank=True, related_name="stories", to="huzhu.trade")),
                ("to_bands", models.ManyToManyField(blank=True, related_name="stories", to="huzhu.sizeband")),
            ],
            options={
                "db_table": "express_story",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "checked", "withdrawn")),
                            ("issued_at__isnull", False),
                            _connector="OR",
                        ),
                        name="story_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "checked"), _negated=True),
                            models.Q(("facts_at__isnull", False), ("risk_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="story_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "superseded"), _negated=True),
                            ("superseded_by__isnull", False),
                            _connector="OR",
                        ),
                        name="story_superseded",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "issued_at"], name="story_state")],
            },
        ),
        migrations.CreateModel(
            name="StoryReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="huzhu.story"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="story_receipts", to="huzhu.workshop"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waits for its turn"),
                            ("sent", "Sent"),
                            ("read", "Read"),
                            ("disposed", "Answered"),
                            ("done", "Done"),
                        ],
                        default="sent",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No answer yet"),
                            ("adopt", "We take it up"),
                            ("trial", "We try it"),
                            ("adapt", "We fit it to our case"),
                            ("already", "We have it already"),
                            ("later", "Later"),
                            ("not_applicable", "Does not fit here"),
                            ("refuse", "We do not take it up"),
                        ],
                        default="",
                        max_length=14,
                    ),
                ),
                ("reason", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("later_on", models.DateField(blank=True, null=True)),
                (
                    "adoption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="story_receipts",
                        to="huzhu.adoption",
                    ),
                ),
                ("disposed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "disposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "express_receipt",
                "ordering": ("made_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("story", "workshop"), name="story_receipt_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposition", ""), ("state__in", ("held", "sent", "read"))),
                            models.Q(
                                ("disposed_at__isnull", False),
                                ("state__in", ("disposed", "done")),
                                models.Q(("disposition", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="story_receipt_disposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposition", "later"), _negated=True),
                            ("later_on__isnull", False),
                            _connector="OR",
                        ),
                        name="story_receipt_later",
                    ),
                ],
                "indexes": [models.Index(fields=["workshop", "state"], name="story_receipt_of")],
            },
        ),
        migrations.CreateModel(
            name="StoryPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="huzhu.expressissue"
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="huzhu.story"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "express_place",
                "ordering": ("order", "pk"),
                "constraints": [models.UniqueConstraint(fields=("issue", "story"), name="story_once_an_issue")],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "level",
                    models.CharField(
                        choices=[("plant", "Between plants"), ("workshop", "Between workshops")],
                        default="workshop",
                        max_length=10,
                    ),
                ),
                ("preamble", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("inspect_every", models.PositiveSmallIntegerField(default=3)),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="huzhu.card",
                    ),
                ),
                ("came_from", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed, to be signed"),
                            ("signed", "Signed by all"),
                            ("in_force", "In force"),
                            ("suspended", "Suspended for safety"),
                            ("in_appraisal", "Being appraised"),
                            ("fulfilled", "Fulfilled"),
                            ("partly_fulfilled", "Partly fulfilled"),
                            ("unfulfilled", "Not fulfilled"),
                            ("rejected", "Declined"),
                            ("expired_unsigned", "Not signed in time"),
                            ("terminated", "Ended early"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("people_at_risk", models.TextField(blank=True)),
                ("appraised_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("owed", models.JSONField(blank=True, default=list)),
                ("is_illustrative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "contract",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="contract_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("signed", "in_force", "in_appraisal", "fulfilled", "partly_fulfilled")),
                                _negated=True,
                            ),
                            ("signed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="contract_in_force_was_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="huzhu.contract"
                    ),
                ),
                (
                    "plant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contract_sides", to="huzhu.plant"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_sides",
                        to="huzhu.workshop",
                    ),
                ),
            ],
            options={
                "db_table": "contract_party",
                "ordering": ("contract", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "workshop"), name="contract_workshop_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("workshop__isnull", True)),
                        fields=("contract", "plant"),
                        name="contract_plant_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inspections", to="huzhu.contract"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "third",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections_joined", to="huzhu.plant"
                    ),
                ),
                ("day_on", models.DateField()),
                (
                    "state",
                    models.CharField(choices=[("called", "Called"), ("held", "Held")], default="called", max_length=6),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("team", models.ManyToManyField(related_name="inspections_joined", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "contract_inspection",
                "ordering": ("contract", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="contract_inspection_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="huzhu.contract"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Not begun"),
                            ("under_way", "Under way"),
                            ("blocked", "Held up"),
                            ("claimed_done", "Reported done, to be accepted"),
                            ("accepted", "Accepted"),
                            ("not_met", "Not met"),
                            ("waived", "Waived by both sides"),
                            ("withdrawn", "Taken out by an amendment"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("evidence", models.TextField(blank=True)),
                ("effect", models.JSONField(blank=True, default=dict)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "waive_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.party",
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "db_table": "contract_item",
                "ordering": ("contract", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="contract_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(("accepted_by__isnull", False), models.Q(("evidence", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contract_item_accepted_on_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="huzhu.contract"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "Being written"),
                            ("proposed", "Proposed"),
                            ("in_force", "In force"),
                            ("superseded", "Replaced by a later one"),
                            ("refused", "Turned down"),
                        ],
                        default="writing",
                        max_length=12,
                    ),
                ),
                (
                    "written_for",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.party"),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
                ("content", models.JSONField(blank=True, default=dict)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("needs_committee", models.BooleanField(default=False)),
                (
                    "allowed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "contract_version",
                "ordering": ("contract", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="contract_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("writing", "refused")),
                            models.Q(models.Q(("hash", ""), _negated=True), ("proposed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_version_proposed_is_fixed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="huzhu.contractversion"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="huzhu.contractitem"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.party"),
                ),
                (
                    "helped",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.party"),
                ),
                ("subject", huzhu.words.WordsField(default=huzhu.words.Words)),
                (
                    "help_form",
                    models.CharField(
                        choices=[
                            ("drawings", "Drawings and descriptions"),
                            ("people", "People on loan"),
                            ("visit", "A visit"),
                            ("training", "Training"),
                            ("trial", "A trial run"),
                            ("material", "Material or spare parts"),
                        ],
                        default="visit",
                        max_length=10,
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="huzhu.metric",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="huzhu.definition",
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=80)),
                ("baseline", models.FloatField(blank=True, null=True)),
                ("baseline_from_on", models.DateField(blank=True, null=True)),
                ("baseline_until_on", models.DateField(blank=True, null=True)),
                ("baseline_source", models.CharField(blank=True, max_length=200)),
                (
                    "target_kind",
                    models.CharField(
                        choices=[
                            ("value", "Reach this value"),
                            ("change", "Change by this many per cent, as measured"),
                        ],
                        default="value",
                        max_length=6,
                    ),
                ),
                ("target", models.FloatField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("effort", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                ("commitment", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14)),
                (
                    "safety_class",
                    models.CharField(
                        choices=[
                            ("A", "A: people can be gravely hurt"),
                            ("B", "B: people can be hurt"),
                            ("C", "C: no danger to people expected"),
                        ],
                        default="C",
                        max_length=1,
                    ),
                ),
                (
                    "acceptor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("evidence_wanted", huzhu.words.WordsField(blank=True, default=huzhu.words.Words)),
                (
                    "experience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="huzhu.experience",
                    ),
                ),
            ],
            options={
                "db_table": "contract_promise",
                "ordering": ("version", "item__number"),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "item"), name="contract_promise_once"),
                    models.CheckConstraint(
                        condition=models.Q(("helper", models.F("helped")), _negated=True),
                        name="contract_promise_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("commitment__gte", 0)), name="contract_promise_costs_nothing_less"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="huzhu.contractversion",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="huzhu.party"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_signatures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="huzhu.delegation",
                    ),
                ),
                ("statement", models.JSONField()),
                ("public_key", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("signed_at", models.DateTimeField()),
                ("objects_until", models.DateTimeField(blank=True, null=True)),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "objected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("objection", models.TextField(blank=True)),
            ],
            options={
                "db_table": "contract_signature",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("objected_at", None)),
                        fields=("version", "party"),
                        name="contract_signed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="huzhu.contractitem"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "db_table": "contract_item_note",
                "ordering": ("item", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sheets", to="huzhu.inspection"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sheets", to="huzhu.contractitem"
                    ),
                ),
                ("fact", models.TextField()),
                ("evidence", models.TextField(blank=True)),
                ("gap", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                ("next_step", models.TextField(blank=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huzhu.party",
                    ),
                ),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                ("dispute", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decision", models.TextField(blank=True)),
            ],
            options={
                "db_table": "contract_sheet",
                "ordering": ("inspection", "item__number"),
                "constraints": [models.UniqueConstraint(fields=("inspection", "item"), name="contract_sheet_once")],
            },
        ),
        migrations.AddField(
            model_name="expressissue",
            name="stories",
            field=models.ManyToManyField(related_name="issues", through="huzhu.StoryPlace", to="huzhu.story"),
        ),
        migrations.AddField(
            model_name="visitaction",
            name="contract_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="visit_actions",
                to="huzhu.contractitem",
            ),
        ),
        migrations.AddField(
            model_name="adoption",
            name="contract_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adoptions",
                to="huzhu.contractitem",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="written_for",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.party"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="huzhu.party"
            ),
        ),
    ]
