"""Always allow: what may become a standing rule, by whom, and what falls under it."""

from typing import Any

import pytest

from bot.approvals import Approval
from bot.policy import Forbidden, People
from bot.policy import Standing as StandingRight
from bot.slack.people import Directory
from bot.standing import Standing
from bot.store import Store
from bot.views import standing as views
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.records import MAIL, a_rule, a_vote, an_action, an_approval, an_edit
from tests.bot.workspace import AVERY, MORGAN, RILEY

DAY = 86_400
RULE = a_rule(standing=StandingRight(may=People(groups=("S0MANAGERS",)), longest=7 * DAY))


@pytest.fixture
def standing(store: Store, directory: Directory) -> Standing:
    return Standing(store=store, directory=directory)


def approved(**changes: Any) -> Approval:
    action = an_action(rule=RULE.model_copy(update=changes), fingerprint="f1")
    return an_approval(action, votes={0: a_vote("approve", AVERY)}, team=TEAM_ID, requester=RILEY)


async def allow(standing: Standing, approval: Approval, *free: str, person: str = MORGAN, seconds: float = DAY) -> None:
    await standing.allow(approval, 0, free=free, seconds=seconds, person=person, team=TEAM_ID)


async def passes(
    standing: Standing, arguments: dict[str, Any], *, fingerprint: str = "f1", requester: str = RILEY, **rule: Any
) -> bool:
    changed = RULE.model_copy(update=rule)
    found = await standing.passes("send_email", fingerprint, arguments, changed, requester=requester, team=TEAM_ID)
    return found is not None


async def test_a_call_with_the_same_arguments_passes(standing: Standing) -> None:
    await allow(standing, approved())

    assert await passes(standing, MAIL)


async def test_what_was_left_free_may_be_anything_and_nothing_else(standing: Standing) -> None:
    await allow(standing, approved(), "body")

    assert await passes(standing, MAIL | {"body": "Anything"})
    assert not await passes(standing, MAIL | {"subject": "Anything"})


async def test_an_argument_that_was_not_there_does_not_count_as_the_same(standing: Standing) -> None:
    await allow(standing, approved(), "body")

    assert not await passes(standing, {"to": MAIL["to"]})


async def test_an_argument_that_the_approved_call_did_not_have_is_not_free(standing: Standing) -> None:
    await allow(standing, approved(), "body")

    assert not await passes(standing, MAIL | {"bcc": "mallory@example.org"})


async def test_a_free_argument_may_be_left_out(standing: Standing) -> None:
    await allow(standing, approved(), "body")

    assert await passes(standing, {name: value for name, value in MAIL.items() if name != "body"})


@pytest.mark.parametrize("may", [True, False])
async def test_its_author_needs_somebody_else_where_nobody_approves_the_own_request(
    standing: Standing, *, may: bool
) -> None:
    await allow(standing, approved(requester_may_approve=may))

    assert await passes(standing, MAIL, requester=MORGAN, requester_may_approve=may) is may
    assert await passes(standing, MAIL, requester=RILEY, requester_may_approve=may)


async def test_after_an_edit_it_is_the_edited_call_that_is_allowed(standing: Standing) -> None:
    edited = MAIL | {"to": "bob@example.com"}
    approval = approved().model_copy(update={"votes": {0: an_edit(edited, person=AVERY)}})
    await allow(standing, approval)

    assert (await passes(standing, edited), await passes(standing, MAIL)) == (True, False)


@pytest.mark.parametrize(
    "change", [{"fingerprint": "f2"}, {"timeout": 61.0}, {"private": True}], ids=["tool", "timeout", "privacy"]
)
async def test_a_changed_tool_or_policy_ends_it(standing: Standing, change: dict[str, Any]) -> None:
    await allow(standing, approved())

    assert not await passes(standing, MAIL, **change)


async def test_it_ends_when_its_author_leaves_the_group(standing: Standing, sandbox: Sandbox) -> None:
    await allow(standing, approved())
    sandbox.administration.remove_from_group("managers", "morgan")

    assert not await passes(standing, MAIL)


async def test_it_ends_when_it_is_revoked(standing: Standing) -> None:
    await allow(standing, approved())
    (rule,) = await standing.listed(person=AVERY, team=TEAM_ID)

    assert await standing.revoke(rule.id, person=AVERY, team=TEAM_ID)
    assert not await passes(standing, MAIL)


@pytest.mark.parametrize(
    ("person", "seconds", "why"),
    [
        (AVERY, DAY, "Only members of <!subteam^S0MANAGERS> can do this."),
        (RILEY, DAY, "You asked for this yourself"),
        (MORGAN, 8 * DAY, "The policy does not let this be allowed for so long."),
        (MORGAN, 0, "The policy does not let this be allowed for so long."),
    ],
)
async def test_only_who_has_that_right_allows_and_not_for_longer(
    standing: Standing, person: str, seconds: float, why: str
) -> None:
    with pytest.raises(Forbidden, match=why.replace("^", r"\^")):
        await allow(standing, approved(), person=person, seconds=seconds)

    assert await standing.listed(person=AVERY, team=TEAM_ID) == []


async def test_what_was_not_approved_cannot_be_allowed(standing: Standing) -> None:
    rejected = approved().model_copy(update={"votes": {0: a_vote("reject", AVERY)}})

    with pytest.raises(Forbidden, match="Only what people have approved"):
        await allow(standing, rejected)


async def test_hidden_arguments_stay_hidden_in_the_form_and_in_the_list(standing: Standing) -> None:
    approval = approved(redact=("body",))
    await allow(standing, approval)
    (rule,) = await standing.listed(person=AVERY, team=TEAM_ID)

    assert MAIL["body"] not in str(views.always_allow(approval, 0))
    assert (MAIL["body"] in str(views.rules([rule])), MAIL["subject"] in str(views.rules([rule]))) == (False, True)


async def test_a_guest_does_not_read_what_was_approved(standing: Standing, sandbox: Sandbox) -> None:
    await allow(standing, approved())
    sandbox.workspace.users[RILEY].is_restricted = True

    with pytest.raises(Forbidden, match="Guests"):
        await standing.listed(person=RILEY, team=TEAM_ID)


async def test_the_list_says_what_may_be_anything(standing: Standing) -> None:
    await allow(standing, approved(), "body")

    assert "body: (anything)" in str(views.rules(await standing.listed(person=AVERY, team=TEAM_ID)))


def test_arguments_that_the_form_cannot_offer_are_never_free() -> None:
    many = {f"a{number}": str(number) for number in range(12)} | {"n" * 80: "long"}
    approval = an_approval(an_action(many, rule=RULE), votes={0: a_vote("approve", AVERY)})

    assert len(views.offered(approval, 0)) == 10
    assert "n" * 80 not in views.offered(approval, 0)


STATES: list[tuple[dict[str, Any], frozenset[str], float]] = [
    ({}, frozenset(), 0),
    ({"same": {"same": {"selected_options": None}}, "lasts": {"lasts": {"selected_option": None}}}, frozenset(), 0),
    ({"lasts": {"lasts": {"selected_option": {"value": "NaN"}}}}, frozenset(), 0),
    (
        {"same": {"same": {"selected_options": []}}, "lasts": {"lasts": {"selected_option": {"value": "3600"}}}},
        frozenset(MAIL),
        3600,
    ),
    ({"same": {"same": {"selected_options": [{"value": "to"}]}}}, frozenset(MAIL) - {"to"}, 0),
]


@pytest.mark.parametrize(("values", "free", "seconds"), STATES)
def test_a_form_that_says_nothing_leaves_nothing_free_and_lasts_for_no_time(
    values: dict[str, Any], free: frozenset[str], seconds: float
) -> None:
    assert (views.left_free(approved(), 0, values), views.seconds(values)) == (free, seconds)


@pytest.mark.parametrize("index", [-1, 1, 999])
async def test_an_action_that_is_not_there_cannot_be_allowed(standing: Standing, index: int) -> None:
    with pytest.raises(Forbidden, match="Only what people have approved"):
        await standing.allow(approved(), index, free=(), seconds=DAY, person=MORGAN, team=TEAM_ID)
