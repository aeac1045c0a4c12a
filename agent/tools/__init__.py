"""The agent's tools: each module makes one, bound to what it works on. They know nothing of approvals."""
