"""`python -m bot policy`: what an operator reads before anything runs."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from tests.policy.conftest import Write

EXAMPLE = str(Path(__file__).parents[2] / "policy.example.yaml")


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERSIGN_POLICY", raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["policy", *words])


def explained(*words: str) -> list[str]:
    result = run("explain", *words, "--requester", "U1", "--policy", EXAMPLE)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_a_policy_that_is_well() -> None:
    result = run("check", EXAMPLE)

    assert (result.exit_code, "policy.example.yaml is valid. Entries: 9." in result.output) == (0, True)


def test_a_policy_that_is_not(write: Write) -> None:
    result = run("check", str(write("version: 1\nrules:\n  - tool: pay\n    quorum: two\n    risk: hihg\n")))

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "policy.yaml:4:13: 'quorum' is 'two'. Expected: a whole number of at least 1.",
        "policy.yaml:5:11: 'risk' is 'hihg'. Expected: low, normal or high.",
    ]


def test_what_may_not_be_meant(write: Write) -> None:
    result = run("check", str(write("version: 1\nrules:\n  - tool: pay\n  - tool: pay\n")))

    assert result.exit_code == 0
    assert result.output.startswith("Perhaps not meant: policy.yaml:4:11: no call of 'pay' gets here")


def test_the_setting_names_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_POLICY", str(write("version: 1\n")))

    assert run("check").exit_code == 0
    assert run("explain", "pay", "{}", "--requester", "U1").exit_code == 0


def test_each_stage_is_told_with_its_people() -> None:
    lines = explained("make_payment", '{"amount": 2500}')

    assert lines[:6] == [
        "policy.example.yaml:37 does not fit: its condition is false.",
        "policy.example.yaml:42 fits, and asks (reviewers).",
        "It waits for people, by the rule of policy.example.yaml:42:",
        "  stage 1, Team lead:     1 of the members of @team-leads",
        "  stage 2, Finance:       2 of U0123456789 or the members of @finance",
        "  the asker:              may not approve their own request",
    ]


def test_what_only_slack_knows_is_told_as_an_if() -> None:
    lines = explained("make_payment", '{"amount": 20}')

    assert lines[-4:] == [
        "If U1 is in @managers:",
        "  policy.example.yaml:37 fits, and lets it pass.",
        "  It runs at once, decided by the policy: Managers pay up to 50 by themselves.",
        "Who is in which group or channel, only Slack knows: it is asked when somebody decides.",
    ]


def test_whoever_asks_need_not_be_named() -> None:
    lines = run("explain", "--policy", EXAMPLE, "make_payment", '{"amount": 20}').output.splitlines()

    assert "If the asker is in @managers:" in lines


def test_what_only_the_tool_knows_is_told_as_an_if() -> None:
    assert "If the tool says that this call only reads:" in explained("run_sql", '{"query": "select 1"}')


def test_a_condition_that_cannot_be_asked_means_a_person() -> None:
    lines = explained("make_payment", "{}")

    assert lines[1] == "policy.example.yaml:42 could not be evaluated (there is no 'amount'), so a person is asked."
    assert lines[2] == "It waits for people, by the rule of policy.example.yaml:42:"


def test_a_tool_that_is_read_only() -> None:
    assert explained("user_list", "{}") == ["'user_list' is in 'read_only': it runs, and nobody is asked."]


def test_the_time_of_day_counts() -> None:
    evening = explained("deploy_shop", "{}", "--at", "2026-07-01T18:30+02:00")
    morning = explained("deploy_shop", "{}", "--at", "2026-07-01T08:00")

    assert "  approvers:              1 of the members of @on-duty" in evening
    assert "No entry fits, so the default asks." in morning


def test_the_one_who_confirms_is_the_asker() -> None:
    assert "  asked:                  the asker, in their own thread" in explained("create_note", "{}")


@pytest.mark.parametrize("arguments", ["[]", "{", "3"])
def test_arguments_that_are_no_object(arguments: str) -> None:
    result = run("explain", "pay", arguments, "--requester", "U1", "--policy", EXAMPLE)

    assert (result.exit_code, "Expected: a JSON object such as" in result.output) == (2, True)


def test_a_time_that_is_none() -> None:
    result = run("explain", "pay", "{}", "--requester", "U1", "--policy", EXAMPLE, "--at", "noon")

    assert (result.exit_code, "--at is 'noon'. Expected: a time such as" in result.output) == (2, True)


def test_a_broken_policy_explains_nothing(write: Write) -> None:
    result = run("explain", "pay", "{}", "--requester", "U1", "--policy", str(write("version: 2\n")))

    assert (result.exit_code, result.output) == (1, "policy.yaml:1:10: 'version' is 2. Expected: 1.\n")
