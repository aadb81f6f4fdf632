"""What the house learns from what happened: what-if, replay, draft cases, unknown words, figures.

What is about all patients together is for a lead; a single case is for every nurse.
"""

from web.lessons import drafting, looking_back, what_if
from web.lessons.commands import init_app
from web.lessons.door import lessons

__all__ = ["drafting", "init_app", "lessons", "looking_back", "what_if"]
