"""The door to what the house learns; guarded as a whole, like the desk that it belongs to."""

from flask import Blueprint

from web.signin import guard

lessons = Blueprint("lessons", __name__, url_prefix="/desk")
lessons.before_request(guard)
