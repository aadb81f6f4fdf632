"""The application as a server loads it: `waitress-serve wsgi:app`, `flask --app wsgi run`."""

from web import create_app
from web.jobs import keep_running_if_embedded
from web.logs import to_stderr

to_stderr()
app = create_app()
keep_running_if_embedded(app)
