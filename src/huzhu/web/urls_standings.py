"""Addresses of competitions."""

from __future__ import annotations

from django.urls import path

from huzhu.web.views import standings

STANDINGS = [
    path("standings", standings.standings_list, name="standings_list"),
    path("standings/new", standings.round_new, name="round_new"),
    path("standings/banners/<slug:trade>/<slug:kind>", standings.banner_page, name="banner_page"),
    path("standings/banners/<slug:trade>/<slug:kind>/retire", standings.banner_retire, name="banner_retire"),
    path("standings/gates/<int:gate>/<slug:verb>", standings.gate_act, name="gate_act"),
    path("standings/disputes/<int:dispute>/decide", standings.dispute_decide, name="dispute_decide"),
    path("standings/<slug:slug>", standings.standings_page, name="standings_page"),
    path("standings/<slug:slug>/conditions", standings.standings_conditions, name="standings_conditions"),
    path("standings/<slug:drafted>/conditions/change", standings.round_revise, name="round_revise"),
    path("standings/<slug:drafted>/resolution", standings.round_resolution, name="round_resolution"),
    path("standings/<slug:drafted>/comments/new", standings.round_comment, name="round_comment"),
    path("standings/<slug:drafted>/comments/<int:comment>/answer", standings.round_answer, name="round_answer"),
    path("standings/<slug:slug>/annul", standings.standings_annul, name="standings_annul"),
    path("standings/<slug:slug>/steps/<slug:verb>", standings.standings_step, name="standings_step"),
    path("standings/<slug:slug>/of/<slug:workshop>", standings.standing_page, name="standing_page"),
    path(
        "standings/<slug:slug>/of/<slug:workshop>/certificate.pdf",
        standings.standing_certificate,
        name="standing_certificate",
    ),
    path("standings/<slug:slug>/of/<slug:workshop>/do/<slug:verb>", standings.standing_act, name="standing_act"),
    path("standings/<slug:slug>/of/<slug:workshop>/<str:line>", standings.standing_page, name="standing_line_page"),
    path(
        "standings/<slug:slug>/of/<slug:workshop>/<str:line>/certificate.pdf",
        standings.standing_certificate,
        name="standing_line_certificate",
    ),
    path(
        "standings/<slug:slug>/of/<slug:workshop>/<str:line>/do/<slug:verb>",
        standings.standing_act,
        name="standing_line_act",
    ),
    path(
        "adoptions/<slug:workshop>/<slug:slug>/helped-by/<slug:helper>",
        standings.adoption_helped_by,
        name="adoption_helped_by",
    ),
]
