"""Notices, one row a person."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from huzhu.people.models import Person
from huzhu.words import WordsField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Person) -> NoticeQuerySet:
        """One's own."""
        return self.filter(person=person) if person.is_member else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something one person was told."""

    class Urgency(models.IntegerChoices):
        DAILY = 0, _("Once a day")
        SOON = 1, _("At once")
        DANGER = 2, _("Danger to people: at once, at any hour")

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    about = models.CharField(max_length=160)  # journal name of the thing
    text = WordsField()
    address = models.CharField(max_length=300)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.DAILY)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)  # by the real clock, which `told_at` need not follow

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notice"
        ordering = ("-told_at", "-pk")
        indexes = [models.Index(fields=["person", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"notice:{self.pk}"


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, person: Person) -> ChannelQuerySet:
        """One's own; the administrator sees all, without their addresses, which nobody is shown again."""
        if not person.is_member:
            return self.none()
        return self.all() if person.holds("administrator") else self.filter(person=person)

    def working(self) -> ChannelQuerySet:
        return self.filter(ended_at=None, dead_at=None, is_paused=False, person__is_active=True)


class Channel(models.Model):
    """Where one person is told outside these pages: a phone, an e-mail box, a robot in a work chat, a machine."""

    class Kind(models.TextChoices):
        PUSH = "push", _("Phone or computer")
        EMAIL = "email", _("E-mail")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")
        TEAMS = "teams", _("Teams")
        SLACK = "slack", _("Slack")
        WEBHOOK = "webhook", _("A machine (signed webhook)")

    person = models.ForeignKey(Person, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=60)
    sealed_address = models.TextField()  # encrypted: whoever knows a robot's address can write in its name
    sealed_secret = models.TextField(blank=True)  # signs a webhook, or encrypts for a device
    device = models.CharField(max_length=64, blank=True)  # hash of a browser's push address, by which it is known again
    least_urgency = models.PositiveSmallIntegerField(choices=Notice.Urgency, default=Notice.Urgency.DAILY)
    language = models.CharField(max_length=2, choices=[("zh", "中文"), ("en", "English")], blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(default=datetime.time(7, 30))
    is_paused = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)  # given up after many attempts; shown to the administrator
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # the last that arrived

    objects = ChannelQuerySet.as_manager()

    class Meta:
        db_table = "notice_channel"
        ordering = ("pk",)
        constraints = [  # one browser, one person
            models.UniqueConstraint(
                fields=["device"], name="channel_device_once", condition=~models.Q(device="") & models.Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        return f"channel:{self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person) -> MessageQuerySet:
        return self.filter(channel__person=person) if person.is_member else self.none()


class Message(models.Model):
    """What goes out over a channel in one piece. Its words and its id are fixed before the first attempt, so that an
    attempt that is made again can be told by whoever receives it."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="messages")
    key = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    body = models.TextField(blank=True)  # of a webhook: the very bytes that are signed; of a device: what it shows
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "notice_message"
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["channel", "sent_at"], name="message_sent"),
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, person: Person) -> DeliveryQuerySet:
        return self.filter(channel__person=person) if person.is_member else self.none()


class Delivery(models.Model):
    """A notice that is owed to a channel; with a message once it has been put into one."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")
    due_at = models.DateTimeField(null=True, blank=True)  # None: it is in a message, or was read before it went out
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="deliveries")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        db_table = "notice_delivery"
        ordering = ("pk",)
        indexes = [models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(due_at__isnull=False))]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel_id}"
