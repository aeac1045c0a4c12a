"""What every bot needs, imported once: the process from which bots are forked begins with this, and nobody else."""

import gc
import importlib

import typer.main
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

NEEDED = (
    "bot.__main__",
    "bot.check",
    "bot.demo",
    "bot.rulebook",
    "bot.serve",
    "bot.trail",
    "aiosmtplib",
    "apscheduler.executors.asyncio",
    "docket.tasks",
    "sqlalchemy.dialects.sqlite",
)

for module in NEEDED:
    importlib.import_module(module)
# Both import their parts only when they are first built.
ChatOpenAI(model="stub", api_key=SecretStr("none"))
typer.main.get_command(importlib.import_module("bot.__main__").cli)
gc.freeze()
