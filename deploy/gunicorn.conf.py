"""gunicorn behind a proxy that buffers: `gunicorn -c deploy/gunicorn.conf.py`.

BIND and WORKERS may say otherwise. Without a proxy in front slow clients hold every thread.
"""

import os
import shutil
import tempfile
from pathlib import Path

wsgi_app = "wsgi:app"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 25
keepalive = 5
limit_request_line = 2048
limit_request_fields = 40
max_requests = 5000
max_requests_jitter = 500
forwarded_allow_ips = "127.0.0.1"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - memory, no file
control_socket_disable = True
accesslog = None  # the application writes one line for each request, without addresses
disable_redirect_access_to_syslog = True
# What the workers counted; before prometheus_client is imported, and empty at each start.
_figures = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp()))


def on_starting(server):
    """Figures of the last run are not ours."""
    shutil.rmtree(_figures, ignore_errors=True)
    _figures.mkdir(mode=0o700, parents=True)


def post_worker_init(worker):
    """gunicorn's own messages go the way of ours: one JSON object a line, without values."""
    from web.logs import ToJson

    worker.log.error_log.handlers[:] = [ToJson()]


def child_exit(server, worker):
    """A worker that is gone counts no more."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Leave nothing behind."""
    shutil.rmtree(_figures, ignore_errors=True)
