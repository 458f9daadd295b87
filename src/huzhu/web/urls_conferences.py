"""Addresses of conferences: they share /meetings with the visits, and are told apart by a name that ends in
"-conference"."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from huzhu.web.views import attachments, conferences, resolutions


class ConferenceConverter(SlugConverter):
    regex = r"[a-z0-9-]+-conference"


register_converter(ConferenceConverter, "conference")
AT = "meetings/<conference:conference>"
ONE = f"{AT}/resolutions/<int:resolution>"

CONFERENCES = [
    path("meetings/conferences/new", conferences.conference_new, name="conference_new"),
    path(AT, conferences.conference_page, name="conference_page"),
    path(f"{AT}/minutes.pdf", conferences.conference_minutes_paper, name="conference_minutes_paper"),
    path(f"{AT}/days", conferences.conference_days, name="conference_days"),
    path(f"{AT}/call", conferences.conference_call, name="conference_call"),
    path(f"{AT}/open", conferences.conference_open, name="conference_open"),
    path(f"{AT}/adjourn", conferences.conference_adjourn, name="conference_adjourn"),
    path(f"{AT}/archive", conferences.conference_archive, name="conference_archive"),
    path(f"{AT}/cancel", conferences.conference_cancel, name="conference_cancel"),
    path(f"{AT}/agenda/new", conferences.conference_point_new, name="conference_point_new"),
    path(f"{AT}/agenda/take", conferences.conference_point_take, name="conference_point_take"),
    path(f"{AT}/agenda/<int:point>/note", conferences.conference_point_note, name="conference_point_note"),
    path(f"{AT}/agenda/<int:point>/drop", conferences.conference_point_drop, name="conference_point_drop"),
    path(f"{AT}/delegates/new", conferences.conference_delegate_new, name="conference_delegate_new"),
    path(f"{AT}/delegates/<int:delegate>/drop", conferences.conference_delegate_drop, name="conference_delegate_drop"),
    path(f"{AT}/delegates/<int:delegate>/part", conferences.conference_delegate_part, name="conference_delegate_part"),
    path(f"{AT}/call-in", conferences.conference_call_in, name="conference_call_in"),
    path(f"{AT}/attachments/new", attachments.conference_attach, name="conference_attach"),
    path(f"{AT}/attachments/<int:attachment>", attachments.conference_attachment, name="conference_attachment"),
    path(
        f"{AT}/attachments/<int:attachment>/drop",
        attachments.conference_attachment_drop,
        name="conference_attachment_drop",
    ),
    path(f"{AT}/items/new", conferences.conference_hand_in, name="conference_hand_in"),
    path(f"{AT}/items/<int:item>/answers/<slug:workshop>", conferences.conference_answer, name="conference_answer"),
    path(f"{AT}/items/<slug:step>", conferences.conference_items, name="conference_items"),
    path(f"{AT}/resolutions/new", resolutions.resolution_new, name="conference_resolution_new"),
    path(f"{ONE}/vote", resolutions.resolution_vote, name="conference_resolution_vote"),
    path(f"{ONE}/close-vote", resolutions.resolution_close, name="conference_resolution_close"),
    path(f"{ONE}/assign", resolutions.resolution_assign, name="conference_resolution_assign"),
    path(f"{ONE}/begin", resolutions.resolution_begin, name="conference_resolution_begin"),
    path(f"{ONE}/report", resolutions.resolution_report, name="conference_resolution_report"),
    path(f"{ONE}/finish", resolutions.resolution_finish, name="conference_resolution_finish"),
    path(f"{ONE}/lapse", resolutions.resolution_lapse, name="conference_resolution_lapse"),
    path(f"{AT}/minutes/draft", conferences.conference_minutes_draft, name="conference_minutes_draft"),
    path(f"{AT}/minutes/write", conferences.conference_minutes_write, name="conference_minutes_write"),
    path(f"{AT}/minutes/approve", conferences.conference_minutes_approve, name="conference_minutes_approve"),
    path(f"{AT}/minutes/publish", conferences.conference_minutes_publish, name="conference_minutes_publish"),
]
