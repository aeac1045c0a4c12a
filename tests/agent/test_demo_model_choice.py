import pytest

from agent.demo import DemoModel
from agent.model import load_model


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for provider in ("OPENAI", "ANTHROPIC"):
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)


def test_without_a_name_the_demo_planner_answers() -> None:
    assert isinstance(load_model(None), DemoModel)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gpt-5", "The model 'gpt-5' must be written provider:name"),
        ("openai:", "The model 'openai:' must be written provider:name"),
        ("unheard:of", "The model 'unheard:of' cannot be used. Its provider says: Unsupported provider"),
        ("mistralai:x", "pip install langchain-mistralai"),
        ("openai:gpt-5", "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-5", "The model 'anthropic:claude-sonnet-4-5' needs a key: set ANTHROPIC_API_KEY"),
    ],
)
def test_what_is_missing_is_told_in_a_sentence(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_model(name)


def test_a_provider_with_its_key_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")

    assert load_model("openai:gpt-5")._llm_type == "openai-chat"
