"""What nurses do at the desk: look through the queue, hold a conversation, act, hand over.

Importing it puts these pages behind the nurses' door.
"""

from web.desk import queue

__all__ = ["queue"]
