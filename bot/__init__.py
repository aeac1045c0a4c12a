"""Countersign: human review in Slack for LangChain and LangGraph agents."""
