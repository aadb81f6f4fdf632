"""`/metrics` for Prometheus, for whoever holds the token: how many, how fast, how long who waits.

Labels are patterns of addresses, methods, status codes and tiers: nothing that names anybody.
With PROMETHEUS_MULTIPROC_DIR set the workers of a server are counted together.
"""

from __future__ import annotations

import os
import time

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.codes import same
from web.conversations import ORDER
from web.house import House, house
from web.logs import KNOWN, route
from web.tables import JobRun, PageCall, QueueEntry

KEPT = CollectorRegistry()
REQUESTS = Counter(
    "pumpline_requests", "Answered requests.", ("route", "method", "status"), registry=KEPT
)
SECONDS = Histogram("pumpline_request_seconds", "Time to an answer.", ("route",), registry=KEPT)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
metrics = Blueprint("metrics", __name__)


def init_app(app: Flask) -> None:
    """Count every answer."""
    app.before_request(_begin)
    app.after_request(_count)


@metrics.get("/metrics")
def scraped() -> Response:
    """All figures; 404 without the token, as if there were nothing here."""
    token = house().config.metrics_token
    if not token or not same(request.headers.get("Authorization", ""), f"Bearer {token}"):
        abort(404)
    counted = CollectorRegistry() if "PROMETHEUS_MULTIPROC_DIR" in os.environ else KEPT
    if counted is not KEPT:
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return Response(generate_latest(counted) + generate_latest(_now(house())), content_type=TEXT)


def _begin() -> None:
    g.counted_from = time.monotonic()


def _count(response: Response) -> Response:
    method = request.method if request.method in KNOWN else "other"
    REQUESTS.labels(route(), method, str(response.status_code)).inc()
    if "counted_from" in g:
        SECONDS.labels(route()).observe(time.monotonic() - g.counted_from)
    return response


def _now(here: House) -> CollectorRegistry:
    """How things stand: who waits, what is unsent, when the jobs ran."""
    asked = CollectorRegistry()
    waiting = Gauge("pumpline_waiting", "Waiting for a nurse.", ("tier",), registry=asked)
    oldest = Gauge("pumpline_oldest_wait_seconds", "Longest wait.", ("tier",), registry=asked)
    unsent = Gauge("pumpline_unsent_pages", "Calls not yet sent.", registry=asked)
    ran = Gauge("pumpline_job_age_seconds", "Since a job ended.", ("job",), registry=asked)
    now = here.clock()

    def look(session: Session) -> None:
        for rank, number, since in session.execute(_waiting(here)):
            tier = ORDER[rank] if rank < len(ORDER) else "none"
            waiting.labels(tier).set(number)
            oldest.labels(tier).set((now - since).total_seconds() if since else 0)
        calls = select(func.count(PageCall.id)).filter_by(clinic_id=here.config.clinic, unsent=True)
        unsent.set(session.scalar(calls) or 0)
        for job in session.scalars(select(JobRun).filter_by(clinic_id=here.config.clinic)):
            if job.ended_at:
                ran.labels(job.name).set((now - job.ended_at).total_seconds())

    here.store.read(look)
    return asked


def _waiting(here: House):  # type: ignore[no-untyped-def]
    figures = (QueueEntry.rank, func.count(), func.min(QueueEntry.waiting_since))
    mine = (QueueEntry.clinic_id == here.config.clinic, QueueEntry.waiting)
    return select(*figures).where(*mine).group_by(QueueEntry.rank)
