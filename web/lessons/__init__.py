"""What the house learns from what happened: what-if, replay, draft cases, unknown words, figures.

What is about all patients together is for a lead; a single case is for every nurse.
"""

from web.lessons import what_if
from web.lessons.commands import init_app
from web.lessons.door import lessons

__all__ = ["init_app", "lessons", "what_if"]
