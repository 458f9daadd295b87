"""Addresses of contracts and of the powers they rest on."""

from __future__ import annotations

from django.urls import path

from huzhu.web.views import contracts, delegations

CONTRACTS = [
    path("contracts", contracts.contract_list, name="contract_list"),
    path("contracts/new", contracts.contract_new, name="contract_new"),
    path("contracts/<slug:contract>", contracts.contract_page, name="contract_page"),
    path("contracts/<slug:contract>/contract.json", contracts.contract_file, name="contract_file"),
    path("contracts/<slug:contract>/contract.pdf", contracts.contract_paper, name="contract_paper"),
    path("contracts/<slug:contract>/items/new", contracts.contract_item_new, name="contract_item_new"),
    path("contracts/<slug:contract>/items/<int:item>/write", contracts.contract_item_write, name="contract_item_write"),
    path(
        "contracts/<slug:contract>/items/<int:item>/replace",
        contracts.contract_item_replace,
        name="contract_item_replace",
    ),
    path("contracts/<slug:contract>/items/<int:item>/leave-out", contracts.contract_item_out, name="contract_item_out"),
    path("contracts/<slug:contract>/items/<int:item>/keep", contracts.contract_item_keep, name="contract_item_keep"),
    path(
        "contracts/<slug:contract>/items/<int:item>/<slug:verb>", contracts.contract_item_act, name="contract_item_act"
    ),
    path("contracts/<slug:contract>/propose", contracts.contract_propose, name="contract_propose"),
    path("contracts/<slug:contract>/sign", contracts.contract_sign, name="contract_sign"),
    path("contracts/<slug:contract>/change", contracts.contract_write_version, name="contract_write_version"),
    path("contracts/<slug:contract>/refuse-change", contracts.contract_drop_version, name="contract_drop_version"),
    path("contracts/<slug:contract>/allow-late", contracts.contract_allow_late, name="contract_allow_late"),
    path("contracts/<slug:contract>/object", contracts.contract_object, name="contract_object"),
    path("contracts/<slug:contract>/decline", contracts.contract_reject, name="contract_reject"),
    path("contracts/<slug:contract>/suspend", contracts.contract_suspend, name="contract_suspend"),
    path("contracts/<slug:contract>/resume", contracts.contract_resume, name="contract_resume"),
    path("contracts/<slug:contract>/end", contracts.contract_terminate, name="contract_terminate"),
    path("contracts/<slug:contract>/appraise", contracts.contract_appraise, name="contract_appraise"),
    path("contracts/<slug:contract>/conclude", contracts.contract_conclude, name="contract_conclude"),
    path("contracts/<slug:contract>/inspections/new", contracts.contract_inspect, name="contract_inspect"),
    path(
        "contracts/<slug:contract>/inspections/<int:inspection>/hold",
        contracts.contract_inspection_hold,
        name="contract_inspection_hold",
    ),
    path(
        "contracts/<slug:contract>/inspections/<int:inspection>/items/<int:item>",
        contracts.contract_sheet,
        name="contract_sheet",
    ),
    path(
        "contracts/<slug:contract>/inspections/<int:inspection>/items/<int:item>/dispute",
        contracts.contract_dispute,
        name="contract_dispute",
    ),
    path(
        "contracts/<slug:contract>/inspections/<int:inspection>/items/<int:item>/decide",
        contracts.contract_decide,
        name="contract_decide",
    ),
]

DELEGATIONS = [
    path("delegations", delegations.delegation_list, name="delegation_list"),
    path("delegations/new", delegations.delegation_new, name="delegation_new"),
    path("delegations/hand-over", delegations.delegation_hand_over, name="delegation_hand_over"),
    path("delegations/<slug:delegation>", delegations.delegation_page, name="delegation_page"),
    path("delegations/<slug:delegation>/grant", delegations.delegation_grant, name="delegation_grant"),
    path("delegations/<slug:delegation>/resume", delegations.delegation_resume, name="delegation_resume"),
    path(
        "delegations/<slug:delegation>/substitutes", delegations.delegation_substitutes, name="delegation_substitutes"
    ),
    path("delegations/<slug:delegation>/suspend", delegations.delegation_suspend, name="delegation_suspend"),
    path("delegations/<slug:delegation>/revoke", delegations.delegation_revoke, name="delegation_revoke"),
]
