"""The agent: LangGraph, tools and the gate. It knows neither Slack, nor Redis, nor who approves."""
