"""Addresses of visits and of material aid."""

from __future__ import annotations

from django.urls import path

from huzhu.web.views import aid, visits

MEETINGS = [
    path("meetings", visits.meeting_list, name="meeting_list"),
    path("meetings/new", visits.meeting_new, name="meeting_new"),
    path("meetings/<slug:meeting>", visits.meeting_page, name="meeting_page"),
    path("meetings/<slug:meeting>/calendar.ics", visits.meeting_calendar, name="meeting_calendar"),
    path("meetings/<slug:meeting>/confirm", visits.meeting_confirm, name="meeting_confirm"),
    path("meetings/<slug:meeting>/decline", visits.meeting_decline, name="meeting_decline"),
    path("meetings/<slug:meeting>/prepare", visits.meeting_prepare, name="meeting_prepare"),
    path("meetings/<slug:meeting>/hold", visits.meeting_hold, name="meeting_hold"),
    path("meetings/<slug:meeting>/report", visits.meeting_report, name="meeting_report"),
    path("meetings/<slug:meeting>/open-actions", visits.meeting_open_actions, name="meeting_open_actions"),
    path("meetings/<slug:meeting>/review", visits.meeting_review, name="meeting_review"),
    path("meetings/<slug:meeting>/close", visits.meeting_close, name="meeting_close"),
    path("meetings/<slug:meeting>/postpone", visits.meeting_postpone, name="meeting_postpone"),
    path("meetings/<slug:meeting>/cancel", visits.meeting_cancel, name="meeting_cancel"),
    path("meetings/<slug:meeting>/sign-up", visits.meeting_sign_up, name="meeting_sign_up"),
    path("meetings/<slug:meeting>/sign-off", visits.meeting_sign_off, name="meeting_sign_off"),
    path("meetings/<slug:meeting>/questions/new", visits.meeting_question, name="meeting_question"),
    path("meetings/<slug:meeting>/questions/<int:question>", visits.meeting_answer, name="meeting_answer"),
    path("meetings/<slug:meeting>/steps/new", visits.meeting_step, name="meeting_step"),
    path("meetings/<slug:meeting>/steps/<int:step>/remove", visits.meeting_step_remove, name="meeting_step_remove"),
    path("meetings/<slug:meeting>/actions/new", visits.meeting_action, name="meeting_action"),
    path("meetings/<slug:meeting>/actions/<int:action>", visits.meeting_action_settle, name="meeting_action_settle"),
    path(
        "meetings/<slug:meeting>/actions/<int:action>/promise",
        visits.meeting_action_promise,
        name="meeting_action_promise",
    ),
    path("meetings/<slug:meeting>/thanks/new", visits.meeting_thank, name="meeting_thank"),
]

AID = [
    path("aid", aid.aid_page, name="aid"),
    path("aid/needs/new", aid.need_new, name="aid_need_new"),
    path("aid/needs/<int:need>", aid.need_page, name="aid_need"),
    path("aid/needs/<int:need>/close", aid.need_close, name="aid_need_close"),
    path("aid/needs/<int:need>/lapse", aid.need_lapse, name="aid_need_lapse"),
    path("aid/offers/new", aid.offer_new, name="aid_offer_new"),
    path("aid/offers/<int:aid_offer>", aid.offer_page, name="aid_offer"),
    path("aid/offers/<int:aid_offer>/take", aid.offer_take, name="aid_take"),
    path("aid/offers/<int:aid_offer>/withdraw", aid.offer_withdraw, name="aid_offer_withdraw"),
    path("aid/materials/new", aid.material_new, name="aid_material_new"),
    path("aid/stock", aid.stock_page, name="aid_stock"),
    path("aid/stock/count", aid.stock_count, name="aid_stock_count"),
    path("aid/balance", aid.balance_page, name="aid_balance"),
    path("aid/transfers/<int:transfer>", aid.transfer_page, name="aid_transfer"),
    path("aid/transfers/<int:transfer>/agree", aid.aid_agree, name="aid_agree"),
    path("aid/transfers/<int:transfer>/approve", aid.aid_approve, name="aid_approve"),
    path("aid/transfers/<int:transfer>/ship", aid.aid_ship, name="aid_ship"),
    path("aid/transfers/<int:transfer>/receive", aid.aid_receive, name="aid_receive"),
    path("aid/transfers/<int:transfer>/accept", aid.aid_accept, name="aid_accept"),
    path("aid/transfers/<int:transfer>/reject", aid.aid_reject, name="aid_reject"),
    path("aid/transfers/<int:transfer>/put-into-use", aid.aid_put_into_use, name="aid_put_into_use"),
    path("aid/transfers/<int:transfer>/send-back", aid.aid_send_back, name="aid_send_back"),
    path("aid/transfers/<int:transfer>/take-back", aid.aid_take_back, name="aid_take_back"),
    path("aid/transfers/<int:transfer>/settle", aid.aid_settle, name="aid_settle"),
    path("aid/transfers/<int:transfer>/close", aid.aid_close, name="aid_close"),
    path("aid/transfers/<int:transfer>/withdraw", aid.aid_withdraw, name="aid_withdraw"),
    path("aid/transfers/<int:transfer>/dispute", aid.aid_dispute, name="aid_dispute"),
    path("aid/transfers/<int:transfer>/decide", aid.aid_decide, name="aid_decide"),
]
