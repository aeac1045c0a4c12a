"""Which chat model the agent thinks with."""

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agent.demo import DemoModel


def load_model(name: str | None) -> BaseChatModel:
    """The model of that name, written `provider:name`; None means the offline demo planner.

    Raises:
        ValueError: with a sentence for people, when the provider is unknown, not installed or has no key.
    """
    if name is None:
        return DemoModel()
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise ValueError(f"The model {name!r} must be written provider:name, such as anthropic:claude-sonnet-4-5.")
    try:
        loaded = init_chat_model(model, model_provider=provider)
    except ImportError as error:
        raise ValueError(
            f"The model {name!r} needs a package that is not installed: pip install langchain-{provider}."
        ) from error
    except Exception as error:
        # Every provider has errors of its own; people get the first line of whichever it is.
        raise ValueError(f"The model {name!r} cannot be used. Its provider says: {_first_line(error)}") from error
    missing = _missing_keys(loaded)
    if missing:
        raise ValueError(f"The model {name!r} needs a key: set {' and '.join(missing)}.")
    return loaded


def _missing_keys(model: BaseChatModel) -> list[str]:
    """The environment variables that some providers do not miss before the first call."""
    secrets = {variable: getattr(model, field, None) for field, variable in model.lc_secrets.items()}
    return [
        variable
        for variable, secret in secrets.items()
        if isinstance(secret, SecretStr) and not secret.get_secret_value()
    ]


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
