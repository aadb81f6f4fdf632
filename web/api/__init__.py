"""The third door, for other programs: start, say and read a conversation in JSON.

It takes what `python -m triage` takes and answers what that answers. Nothing here answers HTML.
"""

from web.api.views import api

__all__ = ["api"]
