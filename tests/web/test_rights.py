"""Who may open what: every address and verb, as every role and as a stranger of another plant.

The table below is written from the domain paper (2.1 to 2.12), not from the code. Everything it names belongs to
Dalian; Benxi's people are the strangers. An address that the table does not know fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests import make
from tests.web.addresses import Address, addresses

from huzhu.cards import actions as card_actions
from huzhu.competitions import disputing
from huzhu.competitions import drafting as round_drafting
from huzhu.competitions.lasting import Holding
from huzhu.express import actions as express_actions
from huzhu.express import publishing
from huzhu.metrics.models import Batch, Source
from huzhu.notices.channels import add_channel
from huzhu.notices.models import Notice
from huzhu.people import actions as people_actions
from huzhu.people.models import Person
from huzhu.web.policy import policy_of
from huzhu.words import words

WORKSHOP = ("operator", "team_leader", "workshop_engineer", "workshop_head")
PLANT = ("chief_engineer", "safety_officer", "data_steward", "plant_director")
BODIES = ("secretariat", "committee", "administrator")
DALIAN = {f"dalian-{role}" for role in WORKSHOP + PLANT}
BENXI = {f"benxi-{role}" for role in WORKSHOP + PLANT}
ALLIANCE = {f"alliance-{role}" for role in BODIES}
MEMBERS = DALIAN | BENXI | ALLIANCE
SIGNED_IN = MEMBERS | {"no-seat"}
EVERYBODY = SIGNED_IN | {"nobody", "disabled"}


def dalian(*roles: str) -> set[str]:
    return {f"dalian-{role}" for role in roles}


def both(*roles: str) -> set[str]:
    return {f"{plant}-{role}" for plant in ("dalian", "benxi") for role in roles}


SETTERS = {"alliance-administrator", "alliance-secretariat"}
PLANT_SETTERS = SETTERS | both("plant_director", "chief_engineer", "data_steward")
LOADERS = both("data_steward", "workshop_head", "workshop_engineer", "chief_engineer") | {"alliance-administrator"}
DALIAN_LOADERS = dalian("data_steward", "workshop_head", "workshop_engineer", "chief_engineer") | {
    "alliance-administrator"
}
ENGINEERS = dalian("workshop_head", "workshop_engineer", "chief_engineer")
SEATERS = SETTERS | both("plant_director")
# The card is asked by Dalian's operator of Benxi's medium-section mill, sent across, and answered by its head.
WRITERS = both(*WORKSHOP, "chief_engineer", "safety_officer")
ASKER = dalian("operator", "workshop_head")
ASKED = WRITERS - DALIAN
CARD_READERS = DALIAN | BENXI | {"alliance-secretariat", "alliance-committee"}
CARD_SENDERS = dalian("workshop_head", "chief_engineer")
DEPUTY_NAMERS = both("workshop_head", "chief_engineer")

CURERS = ("safety_officer", "workshop_head", "chief_engineer")
ANSWERERS = ("workshop_head", "workshop_engineer", "safety_officer", "chief_engineer")

# The visit is at Dalian's medium-section mill; Benxi's mill comes, led by its head. Material goes from Benxi to Dalian.
MEETING_LEAD = {"benxi-workshop_head", "benxi-chief_engineer"}
VISITORS = {f"benxi-{role}" for role in (*WORKSHOP, "chief_engineer")}
BENXI_DOERS = {"benxi-workshop_head", "benxi-workshop_engineer", "benxi-chief_engineer"}
AID_HEADS = ("workshop_head", "chief_engineer", "plant_director")
AID_KEEPERS = ("workshop_head", "workshop_engineer", "team_leader", "data_steward", "chief_engineer")
AID_INSPECTORS = dalian("workshop_engineer", "workshop_head", "chief_engineer")
GIVING_HEADS = {f"benxi-{role}" for role in AID_HEADS}
GIVING_KEEPERS = {f"benxi-{role}" for role in AID_KEEPERS}
PROPOSERS = both("workshop_head", "chief_engineer") | {"alliance-secretariat"}
JUDGES = {"alliance-committee", "alliance-secretariat"}

# The conference sits at Dalian; chief engineers head the delegations, workshop heads go along. Its resolution is
# seen to by Dalian's chief engineer. At the one before, Benxi's mill was asked about a way of Dalian's.
SECRETARY = {"alliance-secretariat"}
ORGANISERS = SECRETARY | dalian("plant_director")
NAMERS = both("chief_engineer", "plant_director")
DELEGATION_HEADS = both("chief_engineer")
OWNER = dalian("chief_engineer")
HANDING_IN = both("workshop_head", "workshop_engineer", "chief_engineer") | SECRETARY

# The story is told by Dalian's operator and sent to Benxi's medium-section mill.
STORY_ENGINEERS = dalian("workshop_engineer", "workshop_head", "chief_engineer")
STORY_CORRECTORS = dalian("workshop_engineer", "workshop_head", "safety_officer") | {"alliance-secretariat"}
STORY_WRITERS = STORY_ENGINEERS | dalian("operator", "safety_officer") | {"alliance-secretariat"}

# The contract is in force between both plants' medium-section mills; Dalian is writing an amendment, and the chief
# engineers of both inspect it with a third plant. The delegation is Dalian's.
CONTRACT_WRITERS = ("workshop_head", "workshop_engineer", "chief_engineer", "plant_director")
BINDERS = ("workshop_head", "chief_engineer", "plant_director")
CONTRACT_READERS = DALIAN | BENXI | {"alliance-secretariat", "alliance-committee"}
NOT_NOW: set[str] = set()  # it is in another state; the room's own tests go through all of them

# The round runs between the lines of both mills; a ground for withholding Dalian's award is to be decided. Another one
# is put to the crews.
SPEAKERS = both("workshop_head", "workshop_engineer")
GATE_JUDGES = {"benxi-safety_officer"}
CREWS = both(*WORKSHOP)
SECRETARIAT, COMMITTEE = {"alliance-secretariat"}, {"alliance-committee"}

# name: (who may GET it, who may POST to it); None: this verb does not exist here (405, or the same 404).
TABLE: dict[str, tuple[set[str] | None, set[str] | None]] = {
    "home": (MEMBERS, None),
    "standings_list": (MEMBERS, None),
    "standings_page": (MEMBERS, None),
    "standings_conditions": (MEMBERS, None),
    "standings_annul": (COMMITTEE, COMMITTEE),
    "standings_step": (None, SECRETARIAT),
    "standing_page": (MEMBERS, None),
    "standing_line_page": (MEMBERS, None),
    "standing_certificate": (NOT_NOW, None),
    "standing_line_certificate": (NOT_NOW, None),
    "standing_act": (SPEAKERS, SPEAKERS),
    "standing_line_act": (SPEAKERS, SPEAKERS),
    "banner_page": (MEMBERS, None),
    "banner_retire": (COMMITTEE, COMMITTEE),
    "gate_act": (GATE_JUDGES, GATE_JUDGES),
    "dispute_decide": (COMMITTEE, COMMITTEE),
    "round_new": (SECRETARIAT, SECRETARIAT),
    "round_revise": (SECRETARIAT, SECRETARIAT),
    "round_resolution": (SECRETARIAT, SECRETARIAT),
    "round_comment": (CREWS, CREWS),
    "round_answer": (SECRETARIAT, SECRETARIAT),
    "adoption_helped_by": (dalian("workshop_head", "workshop_engineer"), dalian("workshop_head", "workshop_engineer")),
    "compare": (MEMBERS, None),
    "compare_trade": (MEMBERS, None),
    "compare_metric": (MEMBERS, None),
    "workshop_page": (MEMBERS, None),
    "experience_list": (MEMBERS, None),
    "experience_new": (DALIAN | BENXI, DALIAN | BENXI),
    "experience_page": (MEMBERS, None),
    "experience_edit": (ENGINEERS, ENGINEERS),
    "experience_version": (MEMBERS, None),
    "experience_share": (None, ENGINEERS),
    "experience_describe": (None, ENGINEERS),
    "experience_verify": (None, ENGINEERS),
    "experience_recommend": (None, {"benxi-chief_engineer"}),
    "experience_flag": (both("safety_officer", "chief_engineer"), both("safety_officer", "chief_engineer")),
    "experience_retire": (ENGINEERS, ENGINEERS),
    "take_up": (
        both("workshop_head", "workshop_engineer", "chief_engineer"),
        both("workshop_head", "workshop_engineer", "chief_engineer"),
    ),
    "adoption_page": (MEMBERS, None),
    "adoption_data": (MEMBERS, None),
    "adoption_review_risk": (None, dalian("safety_officer")),
    "adoption_start": (None, dalian("workshop_head")),
    "adoption_put_into_use": (None, dalian("workshop_head")),
    "adoption_keep": (None, dalian("workshop_head", "chief_engineer")),
    "adoption_stop": (None, dalian(*WORKSHOP, "chief_engineer", "safety_officer")),
    "adoption_abandon": (None, dalian("workshop_head", "chief_engineer")),
    "card_list": (MEMBERS, None),
    "card_new": (WRITERS, WRITERS),
    "card_alike": (MEMBERS, None),
    "card_helpers": (WRITERS, None),
    "card_clinic": (MEMBERS, None),
    "card_board": (MEMBERS, None),
    "card_deputies": (DEPUTY_NAMERS, DEPUTY_NAMERS),
    "card_deputy_end": (None, CARD_SENDERS),
    "card_page": (CARD_READERS, None),
    "card_edit": (ASKER, ASKER),
    "card_print": (CARD_READERS, None),
    "card_issue": (None, ASKER),
    "card_across": (None, CARD_SENDERS),
    "card_acknowledge": (None, ASKED),
    "card_answer": (None, ASKED),
    "card_try": (None, ASKER),
    "card_reply": (ASKER | ASKED, ASKER | ASKED),
    "card_take_back": (None, {"benxi-workshop_head"}),
    "card_take_offer": (None, {"benxi-workshop_head", "benxi-workshop_engineer"}),
    "card_close": (ASKER, ASKER),
    "card_withdraw": (ASKER, ASKER),
    "card_duplicate": (ASKER | {"alliance-secretariat"}, ASKER | {"alliance-secretariat"}),
    "card_forward": (None, CARD_SENDERS | {"alliance-secretariat"}),
    "card_add_photo": (None, ASKER),
    "card_photo": (CARD_READERS, None),
    "notice_list": (MEMBERS, None),
    "notices_read": (None, MEMBERS),
    "notice_read": (None, {"dalian-operator"}),
    "service_worker": (EVERYBODY, None),
    "hazard_list": (MEMBERS, None),
    "hazard_new": (DALIAN | BENXI, DALIAN | BENXI),
    "hazard_page": (MEMBERS, None),
    "hazard_acknowledge": (dalian("safety_officer"), dalian("safety_officer")),
    "hazard_cause": (dalian("safety_officer", "chief_engineer"), dalian("safety_officer", "chief_engineer")),
    "hazard_contain": (dalian("safety_officer", "workshop_head"), dalian("safety_officer", "workshop_head")),
    "hazard_seek": (dalian(*CURERS), dalian(*CURERS)),
    "hazard_try": (dalian(*CURERS), dalian(*CURERS)),
    "hazard_remedied": (dalian("safety_officer"), dalian("safety_officer")),
    "hazard_verify": ({"benxi-safety_officer"}, {"benxi-safety_officer"}),
    "hazard_refute": (dalian("safety_officer"), dalian("safety_officer")),
    "hazard_accept": (dalian("safety_officer", "plant_director"), dalian("safety_officer", "plant_director")),
    "hazard_seen_here": (None, dalian(*WORKSHOP) | {f"benxi-{role}" for role in WORKSHOP}),
    "hazard_answer": (dalian(*ANSWERERS), dalian(*ANSWERERS)),
    "channel_list": (MEMBERS, None),
    "channel_new": (MEMBERS, MEMBERS),
    "device_new": (None, MEMBERS),
    "channel_edit": ({"dalian-operator"}, {"dalian-operator"}),
    "channel_end": (None, {"dalian-operator"}),
    "channel_revive": (None, {"dalian-operator", "alliance-administrator"}),
    "channel_health": ({"alliance-administrator"}, None),
    "express_home": (MEMBERS, None),
    "express_feed": (EVERYBODY, None),  # 401 without a session or a token
    "express_archive": (MEMBERS, None),
    "express_share": (WRITERS, WRITERS),
    "express_compile": (None, {"alliance-secretariat"}),
    "express_issue": (MEMBERS, None),
    "express_paper": (MEMBERS, None),
    "express_arrange": ({"alliance-secretariat"}, {"alliance-secretariat"}),
    "express_publish": (None, {"alliance-secretariat"}),
    "story_page": (MEMBERS, None),
    "story_drawing": (MEMBERS, None),
    "story_edit": (STORY_WRITERS, STORY_WRITERS),
    "story_facts": (STORY_ENGINEERS, STORY_ENGINEERS),
    "story_risk": (dalian("safety_officer"), dalian("safety_officer")),
    "story_issue": (None, {"alliance-secretariat", "dalian-workshop_head"}),  # the head's by delegation, else told why
    "story_correct": (STORY_CORRECTORS, STORY_CORRECTORS),
    "story_supersede": (STORY_CORRECTORS, STORY_CORRECTORS),
    "story_withdraw": (STORY_CORRECTORS, STORY_CORRECTORS),
    "story_close": (None, {"alliance-secretariat"}),
    "story_answer": ({"benxi-workshop_head"}, {"benxi-workshop_head"}),
    "story_read": (None, {"benxi-workshop_head", "benxi-workshop_engineer"}),
    "story_done": ({"benxi-workshop_head"}, {"benxi-workshop_head"}),
    "conference_new": (SECRETARY | both("plant_director"), SECRETARY | both("plant_director")),
    "conference_page": (MEMBERS, None),
    "conference_minutes_paper": (NOT_NOW, None),
    "conference_days": (ORGANISERS, ORGANISERS),
    "conference_call": (None, ORGANISERS),
    "conference_open": (None, ORGANISERS),
    "conference_adjourn": (None, ORGANISERS),
    "conference_archive": (None, SECRETARY),
    "conference_cancel": (ORGANISERS, ORGANISERS),
    "conference_point_new": (ORGANISERS, ORGANISERS),
    "conference_point_take": (None, ORGANISERS),
    "conference_point_note": (ORGANISERS, ORGANISERS),
    "conference_point_drop": (None, ORGANISERS),
    "conference_delegate_new": (NAMERS, NAMERS),
    "conference_delegate_drop": (None, dalian("chief_engineer", "plant_director")),
    "conference_delegate_part": (None, ORGANISERS | dalian("chief_engineer")),
    "conference_call_in": (ORGANISERS, ORGANISERS),
    "conference_attach": (ORGANISERS | dalian("chief_engineer"), ORGANISERS | dalian("chief_engineer")),
    "conference_attachment": (MEMBERS, None),
    "conference_attachment_drop": (None, ORGANISERS | dalian("chief_engineer")),
    "conference_hand_in": (HANDING_IN, HANDING_IN),
    "conference_items": (ORGANISERS, ORGANISERS),
    "conference_answer": ({"benxi-workshop_head"}, {"benxi-workshop_head"}),
    "conference_resolution_new": (
        SECRETARY | both("chief_engineer", "workshop_head"),
        SECRETARY | both("chief_engineer", "workshop_head"),
    ),
    "conference_resolution_vote": (None, DELEGATION_HEADS),
    "conference_resolution_close": (None, NOT_NOW),
    "conference_resolution_assign": (NOT_NOW, NOT_NOW),
    "conference_resolution_begin": (None, OWNER),
    "conference_resolution_report": (OWNER | SECRETARY, OWNER | SECRETARY),
    "conference_resolution_finish": (OWNER, OWNER),
    "conference_resolution_lapse": (SECRETARY, SECRETARY),
    "conference_minutes_draft": (None, SECRETARY),
    "conference_minutes_write": (SECRETARY, SECRETARY),
    "conference_minutes_approve": (None, DELEGATION_HEADS),
    "conference_minutes_publish": (None, SECRETARY),
    "meeting_list": (MEMBERS, None),
    "meeting_new": (PROPOSERS, PROPOSERS),
    "meeting_page": (MEMBERS, None),
    "meeting_calendar": (MEMBERS, None),
    "meeting_confirm": (dalian("workshop_head"), dalian("workshop_head")),
    "meeting_decline": (dalian("workshop_head"), dalian("workshop_head")),
    "meeting_prepare": (dalian("workshop_head", "workshop_engineer"), dalian("workshop_head", "workshop_engineer")),
    "meeting_hold": (None, MEETING_LEAD | dalian("workshop_head")),
    "meeting_report": (MEETING_LEAD, MEETING_LEAD),
    "meeting_open_actions": (None, MEETING_LEAD),
    "meeting_review": ({"benxi-chief_engineer"}, {"benxi-chief_engineer"}),
    "meeting_close": (MEETING_LEAD | {"alliance-secretariat"}, MEETING_LEAD | {"alliance-secretariat"}),
    "meeting_postpone": (MEETING_LEAD | dalian("workshop_head"), MEETING_LEAD | dalian("workshop_head")),
    "meeting_cancel": (
        MEETING_LEAD | dalian("workshop_head") | {"alliance-secretariat"},
        MEETING_LEAD | dalian("workshop_head") | {"alliance-secretariat"},
    ),
    "meeting_sign_up": (None, BENXI),
    "meeting_sign_off": (None, {"benxi-workshop_head"}),
    "meeting_question": (VISITORS, VISITORS),
    "meeting_answer": (
        dalian("workshop_head", "workshop_engineer", "team_leader"),
        dalian("workshop_head", "workshop_engineer", "team_leader"),
    ),
    "meeting_step": (
        VISITORS | dalian("workshop_head", "workshop_engineer"),
        VISITORS | dalian("workshop_head", "workshop_engineer"),
    ),
    "meeting_step_remove": (None, MEETING_LEAD),
    "meeting_action": (BENXI_DOERS, BENXI_DOERS),
    "meeting_action_settle": (
        {"benxi-workshop_head", "benxi-workshop_engineer"},
        {"benxi-workshop_head", "benxi-workshop_engineer"},
    ),
    "meeting_action_promise": (
        None,
        {f"benxi-{role}" for role in ("workshop_head", "workshop_engineer", "chief_engineer", "plant_director")},
    ),
    "meeting_thank": (VISITORS, VISITORS),
    "aid": (MEMBERS, None),
    "aid_need_new": (both(*AID_HEADS), both(*AID_HEADS)),
    "aid_need": (MEMBERS, None),
    "aid_need_close": (dalian(*AID_HEADS), dalian(*AID_HEADS)),
    "aid_need_lapse": (dalian(*AID_HEADS) | {"alliance-secretariat"}, dalian(*AID_HEADS) | {"alliance-secretariat"}),
    "aid_offer_new": (both(*AID_HEADS), both(*AID_HEADS)),
    "aid_offer": (MEMBERS, None),
    "aid_take": (GIVING_HEADS, GIVING_HEADS),
    "aid_offer_withdraw": (None, dalian(*AID_HEADS)),
    "aid_material_new": (
        both(*AID_HEADS, "data_steward") | {"alliance-secretariat"},
        both(*AID_HEADS, "data_steward") | {"alliance-secretariat"},
    ),
    "aid_stock": (MEMBERS, None),
    "aid_stock_count": (both(*AID_HEADS, "data_steward"), both(*AID_HEADS, "data_steward")),
    "aid_balance": (MEMBERS, None),
    "aid_transfer": (MEMBERS, None),
    "aid_agree": (dalian(*AID_HEADS), dalian(*AID_HEADS)),
    "aid_approve": (None, GIVING_HEADS),
    "aid_ship": (GIVING_KEEPERS, GIVING_KEEPERS),
    "aid_receive": (None, dalian(*AID_KEEPERS)),
    "aid_accept": (AID_INSPECTORS, AID_INSPECTORS),
    "aid_reject": (AID_INSPECTORS, AID_INSPECTORS),
    "aid_put_into_use": (None, dalian(*AID_KEEPERS)),
    "aid_send_back": (dalian(*AID_KEEPERS), dalian(*AID_KEEPERS)),
    "aid_take_back": (None, GIVING_KEEPERS),
    "aid_settle": (GIVING_HEADS, GIVING_HEADS),
    "aid_close": (None, dalian(*AID_HEADS) | GIVING_HEADS),
    "aid_withdraw": (dalian(*AID_HEADS) | GIVING_HEADS, dalian(*AID_HEADS) | GIVING_HEADS),
    "aid_dispute": (dalian(*AID_HEADS) | GIVING_HEADS, dalian(*AID_HEADS) | GIVING_HEADS),
    "aid_decide": (JUDGES, JUDGES),
    "contract_list": (MEMBERS, None),
    "contract_new": (both(*CONTRACT_WRITERS), both(*CONTRACT_WRITERS)),
    "contract_page": (CONTRACT_READERS, None),
    "contract_file": (DALIAN | BENXI, None),
    "contract_paper": (DALIAN | BENXI, None),
    "contract_item_new": (dalian(*CONTRACT_WRITERS), dalian(*CONTRACT_WRITERS)),
    "contract_item_write": (dalian(*CONTRACT_WRITERS), dalian(*CONTRACT_WRITERS)),
    "contract_item_out": (None, dalian(*CONTRACT_WRITERS)),
    "contract_item_replace": (dalian(*CONTRACT_WRITERS), dalian(*CONTRACT_WRITERS)),
    "contract_item_act": (both(*CONTRACT_WRITERS), both(*CONTRACT_WRITERS)),  # report progress
    "contract_item_keep": (ENGINEERS, ENGINEERS),
    "contract_propose": (None, dalian(*BINDERS)),
    "contract_sign": (NOT_NOW, NOT_NOW),
    "contract_write_version": (NOT_NOW, NOT_NOW),
    "contract_drop_version": (dalian(*CONTRACT_WRITERS), dalian(*CONTRACT_WRITERS)),
    "contract_allow_late": (None, NOT_NOW),
    "contract_object": (NOT_NOW, NOT_NOW),
    "contract_reject": (NOT_NOW, NOT_NOW),
    "contract_suspend": (both("safety_officer", "chief_engineer"), both("safety_officer", "chief_engineer")),
    "contract_resume": (NOT_NOW, NOT_NOW),
    "contract_terminate": (both(*BINDERS) | {"alliance-committee"}, both(*BINDERS) | {"alliance-committee"}),
    "contract_appraise": (None, {"alliance-secretariat"}),
    "contract_conclude": (None, NOT_NOW),
    "contract_inspect": (both(*BINDERS) | {"alliance-secretariat"}, both(*BINDERS) | {"alliance-secretariat"}),
    "contract_inspection_hold": (None, both("chief_engineer")),
    "contract_sheet": (both("chief_engineer"), both("chief_engineer")),
    "contract_dispute": (both(*BINDERS), both(*BINDERS)),
    "contract_decide": ({"alliance-committee"}, {"alliance-committee"}),
    "delegation_list": (MEMBERS, None),
    "delegation_new": (both(*BINDERS), both(*BINDERS)),
    "delegation_hand_over": (both("chief_engineer", "plant_director"), both("chief_engineer", "plant_director")),
    "delegation_page": (MEMBERS, None),
    "delegation_grant": (None, dalian("chief_engineer", "plant_director")),
    "delegation_resume": (None, dalian("chief_engineer", "plant_director")),
    "delegation_substitutes": (dalian("chief_engineer", "plant_director"), dalian("chief_engineer", "plant_director")),
    "delegation_suspend": (dalian("chief_engineer", "safety_officer"), dalian("chief_engineer", "safety_officer")),
    "delegation_revoke": (dalian("plant_director"), dalian("plant_director")),
    "data": (MEMBERS, None),
    "data_load": (LOADERS, LOADERS),
    "data_template": (MEMBERS, None),
    "batch_page": (DALIAN, None),
    "batch_mapping": (DALIAN_LOADERS - {"alliance-administrator"}, DALIAN_LOADERS - {"alliance-administrator"}),
    "batch_refused": (DALIAN, None),
    "batch_take_back": (DALIAN_LOADERS - {"alliance-administrator"}, DALIAN_LOADERS - {"alliance-administrator"}),
    "indicator_list": (MEMBERS, None),
    "indicator_page": (MEMBERS, None),
    "indicator_new": (
        SETTERS | both("data_steward", "chief_engineer"),
        SETTERS | both("data_steward", "chief_engineer"),
    ),
    "indicator_define": (
        SETTERS | both("data_steward", "chief_engineer"),
        SETTERS | both("data_steward", "chief_engineer"),
    ),
    "setup": (PLANT_SETTERS, None),
    "setup_alliance": (SETTERS, SETTERS),
    "setup_plant": (SETTERS, SETTERS),
    "setup_calendar": (SETTERS, SETTERS),
    "setup_trade": (SETTERS | both("data_steward", "chief_engineer"), SETTERS | both("data_steward", "chief_engineer")),
    "setup_band": (SETTERS, SETTERS),
    "setup_equipment": (
        SETTERS | both("data_steward", "chief_engineer"),
        SETTERS | both("data_steward", "chief_engineer"),
    ),
    "workshop_equip": (
        SETTERS | dalian("plant_director", "chief_engineer", "data_steward", "workshop_head", "workshop_engineer"),
        SETTERS | dalian("plant_director", "chief_engineer", "data_steward", "workshop_head", "workshop_engineer"),
    ),
    "setup_workshop": (PLANT_SETTERS, PLANT_SETTERS),
    "setup_code": (SETTERS | both("data_steward", "chief_engineer"), SETTERS | both("data_steward", "chief_engineer")),
    "setup_flow": (PLANT_SETTERS, PLANT_SETTERS),
    "setup_people": (SEATERS, None),
    "setup_person": (SEATERS, SEATERS),
    "setup_seat": (SEATERS, SEATERS),
    "setup_seat_end": (SETTERS | dalian("plant_director"), SETTERS | dalian("plant_director")),
    "how_we_measure": (EVERYBODY, None),
    "search": (MEMBERS, None),
    "journal": (MEMBERS, None),
    "me": (SIGNED_IN, SIGNED_IN),
    "token_new": (MEMBERS, MEMBERS),
    "token_revoke": (None, dalian("data_steward")),
    "no_seat": (SIGNED_IN, None),
    "account_inactive": (EVERYBODY, None),
    "account_login": (EVERYBODY, EVERYBODY),
    "account_logout": (SIGNED_IN, SIGNED_IN),
    "account_change_password": (SIGNED_IN, SIGNED_IN),
    "account_reauthenticate": (SIGNED_IN, SIGNED_IN),
    "mfa_index": (SIGNED_IN, None),
    "mfa_authenticate": (EVERYBODY, EVERYBODY),
    "mfa_reauthenticate": (SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": (SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": (SIGNED_IN, SIGNED_IN),
    "mfa_generate_recovery_codes": (SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": (SIGNED_IN, None),
    "mfa_download_recovery_codes": (SIGNED_IN, None),
    "mfa_list_webauthn": (SIGNED_IN, None),
    "mfa_add_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_edit_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_remove_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_login_webauthn": (EVERYBODY, EVERYBODY),
    "mfa_reauthenticate_webauthn": (SIGNED_IN, SIGNED_IN),
}
LIBRARIES = ("account_", "mfa_")  # their pages redirect and 404 by rules of their own once one is in
API = "api"  # these are walked in tests/api


def pages() -> list[Address]:
    return [address for address in addresses() if not address.name.startswith(API)]


def test_every_address_is_in_the_table_and_the_table_has_no_other() -> None:
    assert {address.name for address in pages()} == set(TABLE)


def test_every_view_declares_its_policy() -> None:
    missing = [a.route for a in pages() if policy_of(a.view, a.name.split(":")[-1]) is None]
    assert not missing


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(("dalian", "benxi"))


@pytest.fixture
def things(made: make.Made) -> dict[str, dict[str, Any]]:
    """What the addresses are about: everything Dalian's."""
    shared = make.experience(made, origin="dalian")
    adoption = make.adoption(made, make.experience(made, origin="benxi", title=words("别的", "Other way")))
    steward = made.people["dalian-data_steward"]
    token, _ = people_actions.issue_token(steward, by=steward, name="MES")
    source = Source.objects.create(plant=made.plants["dalian"], name="daily.csv", fingerprint="f")
    batch = Batch.objects.create(
        plant=made.plants["dalian"], source=source, file_name="daily.csv", file_hash="h", loaded_by=steward
    )
    seat = made.people["dalian-operator"].seats.get()
    meeting, transfer = make.meeting(made), make.transfer(made)
    visit = {"meeting": meeting.slug}
    experience = {"experience": shared.slug}
    card = make.card(made)
    answer = make.answer(made, card)
    card_number = {"card": card.number}
    leader = made.people["dalian-team_leader"]
    deputy = card_actions.name_deputy(made.workshops["dalian-medium-section"], leader, by=None)
    card_actions.end_deputy(deputy, by=made.people["dalian-workshop_head"])  # so the table speaks of the roles alone
    contract, inspection = make.contract(made)
    number = {"contract": contract.number}
    return {
        "contract": number,
        "contract+item": {**number, "item": 1},
        "contract+item+verb": {**number, "item": 1, "verb": "report-progress"},
        "contract+inspection": {**number, "inspection": inspection.number},
        "contract+inspection+item": {**number, "inspection": inspection.number, "item": 1},
        "delegation": {"delegation": make.delegation(made, "dalian").number},
        "card": card_number,
        "draft": {"draft": make.card(made, sent=False).number},
        "offer": {"offer": make.card(made, kind="offer", what=words(en="A trolley")).number},
        "card+answer": {**card_number, "answer": answer.pk},
        "card+photo": {**card_number, "photo": make.photo(made, card).pk},
        "deputy": {"deputy": deputy.pk},
        "notice": {"notice": Notice.objects.filter(person=made.people["dalian-operator"]).latest("pk").pk},
        "trade": {"trade": "section-rolling"},
        "trade+metric": {"trade": "section-rolling", "metric": "roll-change-time"},
        "metric": {"metric": "roll-change-time"},
        "plant": {"plant": "dalian"},
        "workshop": {"workshop": "dalian-medium-section"},
        "experience": experience,
        "experience+number": {**experience, "number": 1},
        "workshop+adoption": {"workshop": "dalian-medium-section", "adoption": adoption.slug},
        "number": {"number": make.hazard(made).number},
        "number+workshop": {
            "number": make.hazard(made, at="benxi", cause=adoption.experience).number,
            "workshop": "dalian-medium-section",
        },
        "batch": {"batch": batch.pk},
        "seat": {"seat": seat.pk},
        "token": {"token": token.pk},
        **express_things(made),
        **conference_things(made),
        **competition_things(made, adoption),
        "meeting": visit,
        "meeting+question": {**visit, "question": meeting.questions.get().pk},
        "meeting+step": {**visit, "step": meeting.watched.get().pk},
        "meeting+action": {**visit, "action": meeting.actions.get().pk},
        "need": {"need": transfer.need.number},
        "aid_offer": {"aid_offer": make.spare(made, "dalian").pk},
        "transfer": {"transfer": transfer.pk},
        "": {},
    }


def conference_things(made: make.Made) -> dict[str, dict[str, Any]]:
    over, now = make.conference(made, is_over=True), make.conference(made)
    sitting = {"conference": now.slug}
    own = now.delegates.filter(plant__slug="dalian").first()
    return {
        "conference": sitting,
        "conference+point": {**sitting, "point": 1},
        "conference+delegate": {**sitting, "delegate": own.pk},
        "conference+attachment": {**sitting, "attachment": make.attachment(now).pk},
        "conference+step": {**sitting, "step": "present"},
        "conference+resolution": {**sitting, "resolution": 1},
        "conference+item+workshop": {"conference": over.slug, "item": 1, "workshop": "benxi-medium-section"},
    }


def express_things(made: make.Made) -> dict[str, dict[str, Any]]:
    """An issue that is out, one in the making, and stories at every step."""
    story, editor = make.story(made, drawn=True), made.people["alliance-secretariat"]
    out = publishing.publish_issue(publishing.compile_issue(by=editor), by=editor)
    make.story(made, title=words(en="For the next issue"))
    making = publishing.compile_issue(by=editor)
    checked = make.story(made, issued=False)
    express_actions.check_facts(checked, by=made.people["dalian-workshop_engineer"], grade="B")
    express_actions.check_risk(checked, by=made.people["dalian-safety_officer"])
    channel, _secret = add_channel(
        by=made.people["dalian-operator"], kind="email", name="Mail", address="operator@example.org"
    )
    return {
        "channel": {"channel": channel.pk},
        "issue": {"issue": out.number},
        "making": {"making": making.number},
        "story": {"story": story.number},
        "draft_story": {"draft_story": make.story(made, issued=False).number},
        "checked_story": {"checked_story": checked.number},
        "story+workshop": {"story": story.number, "workshop": "benxi-medium-section"},
    }


def competition_things(made: make.Made, adoption: Any) -> dict[str, dict[str, Any]]:
    """A running round with a disputed count and a gate, a draft before the crews with a comment, a banner."""
    running, draft = make.competition(made), make.competition(made, running=False, slug="winter")
    head = made.people["benxi-workshop_head"]
    said = round_drafting.comment(draft, made.workshops["benxi-medium-section"], by=head, text=words(en="Why so?"))
    standing = running.standings.filter(workshop__plant__slug="dalian").exclude(line="").order_by("line")[0]
    disputed = disputing.dispute(standing, by=head, why="counted twice")
    rolling = made.trades["section-rolling"]
    Holding.objects.create(trade=rolling, kind="equipment", round=running, state="vacant", since_on=make.TODAY)
    one = {"slug": running.slug, "workshop": "dalian-medium-section"}
    return {
        "slug": {"slug": running.slug},
        "drafted": {"drafted": draft.slug},
        "drafted+comment": {"drafted": draft.slug, "comment": said.pk},
        "slug+verb": {"slug": running.slug, "verb": "freeze"},
        "slug+workshop": one,
        "slug+workshop+line": {**one, "line": standing.line},
        "slug+workshop+verb": {**one, "verb": "dispute"},
        "slug+workshop+line+verb": {**one, "line": standing.line, "verb": "dispute"},
        "trade+kind": {"trade": "section-rolling", "kind": "equipment"},
        "gate+verb": {"gate": make.gate(made, running).pk, "verb": "judge"},
        "dispute": {"dispute": disputed.pk},
        "workshop+slug+helper": {
            "workshop": "dalian-medium-section", "slug": adoption.slug, "helper": "benxi-medium-section",
        },
    }  # fmt: skip


def clients(made: make.Made) -> Iterator[tuple[str, Client]]:
    lonely = people_actions.register(username="no-seat", name=words(en="No seat"), by=None)
    gone = people_actions.register(username="disabled", name=words(en="Gone"), by=None)
    people_actions.seat(gone, "administrator", by=None)
    yield "nobody", Client()
    for name, person in {**made.people, "no-seat": lonely, "disabled": gone}.items():
        client = Client()
        client.force_login(Person.objects.get(pk=person.pk))
        if name == "disabled":
            Person.objects.filter(pk=person.pk).update(is_active=False)
        yield name, client


def is_in(status: int, location: str) -> bool:
    """Was the door open? Being sent to sign in or to "no seat" is a closed door, and so is 404 or 403."""
    if status in (301, 302):
        return "/accounts/login" not in location and "no-seat" not in location
    return status not in (403, 404)


def url_of(address: Address, things: dict[str, dict[str, Any]]) -> str:
    return reverse(address.name, kwargs=things["+".join(address.converters)])


def differences(made: make.Made, things: dict[str, dict[str, Any]], method: str) -> tuple[int, list[str]]:
    wrong, cells = [], 0
    for name, client in clients(made):
        for address in pages():
            if address.name.startswith(LIBRARIES) and (method == "POST" or address.converters):
                continue  # libraries test their own forms; that they are declared is tested above
            allowed = TABLE[address.name][method == "POST"]
            if address.name in ("account_login", "no_seat") or (
                address.name.startswith(LIBRARIES) and allowed is not None and name in allowed
            ):
                continue  # once signed in (or not yet half signed in) these redirect by rules of their own
            with transaction.atomic():
                answer = client.generic(method, url_of(address, things))
                transaction.set_rollback(True)
            assert answer.status_code < 500, f"{name} {method} {address.route}: {answer.status_code}"
            opened = is_in(answer.status_code, answer.get("Location", "")) and answer.status_code != 405
            expected = allowed is not None and name in allowed
            cells += 1
            if opened != expected:
                wrong.append(
                    f"{name} {method} {address.name}: {answer.status_code}, expected {'in' if expected else 'out'}"
                )
    return cells, wrong


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_doors_are_as_the_table_says(made: make.Made, things: dict[str, dict[str, Any]], method: str) -> None:
    cells, wrong = differences(made, things, method)
    assert not wrong, f"{len(wrong)} of {cells}:\n" + "\n".join(wrong)
    assert cells > 800


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_verbs_do_nothing(made: make.Made, things: dict[str, dict[str, Any]], method: str) -> None:
    client = Client()
    client.force_login(made.person("alliance", "administrator"))
    for address in pages():
        if not address.name.startswith(LIBRARIES):
            answer = client.generic(method, url_of(address, things))
            assert answer.status_code in (302, 404, 405), f"{method} {address.route}: {answer.status_code}"


def test_hidden_and_missing_look_the_same(made: make.Made, things: dict[str, dict[str, Any]]) -> None:
    draft = make.experience(made, origin="dalian", shared=False, title=words(en="Secret way"))
    client = Client()
    client.force_login(made.person("benxi", "workshop_head"))
    pairs = [
        (f"/experiences/{draft.slug}", "/experiences/does-not-exist"),
        (f"/data/batches/{things['batch']['batch']}", "/data/batches/999999"),
    ]
    for hidden, missing in pairs:
        a, b = client.get(hidden), client.get(missing)
        assert a.status_code == b.status_code == 404
        said = [
            re.sub(rb'data-since="\w+"', b"", answer.content.replace(address.encode(), b""))  # the moment of asking
            for answer, address in ((a, hidden), (b, missing))
        ]
        assert said[0] == said[1]
