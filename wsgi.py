"""The application as a server loads it: `waitress-serve wsgi:app`, `flask --app wsgi run`."""

from web import create_app

app = create_app()
