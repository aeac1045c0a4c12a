"""Countersign: human review in Slack for LangChain and LangGraph agents."""

import os

# Read by langgraph when it is imported: checkpoints may only hold the types it knows.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
