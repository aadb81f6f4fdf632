"""What nurses do at the desk: look through the queue, hold a conversation, act, hand over.

Importing it puts these pages behind the nurses' door.
"""

from flask import Flask

from web.desk import acts, claims, queue, replies

__all__ = ["acts", "claims", "init_app", "queue", "replies"]


def init_app(app: Flask) -> None:
    """What the templates of the desk ask for."""
    queue.init_app(app)
    replies.init_app(app)
