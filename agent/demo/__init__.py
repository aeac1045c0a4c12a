"""The offline demo planner: it stands in for a language model so that the demo needs no key and no network.

A request is read as a list of tasks; a task is a generator that yields turns of tool calls and is sent their outcomes.
The planner keeps no state: at each step it runs the tasks again from the start against the outcomes that the thread's
messages already hold, up to the first turn that is not answered yet.
"""

from agent.demo.model import DemoModel

__all__ = ["DemoModel"]
