"""The queue, the line above it, and whether a new emergency makes a sound."""

from __future__ import annotations

from flask import Flask, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from web import forms
from web.conversations import ORDER, VIEWS, Key, Sought, Summary, handover, queue, summary
from web.house import house
from web.nurse import Answer, nurse
from web.tables import DeskChoice


def init_app(app: Flask) -> None:
    """Let every page of the desk show the line and the switch of the sound."""
    app.jinja_env.globals["desk_line"] = line_of_nurse
    app.jinja_env.globals["is_muted"] = is_muted
    app.jinja_env.globals["higher_than"] = higher_than


@nurse.get("/")
def desk() -> Answer:
    """All that wait, most urgent first."""
    return _queue("desk/queue.html")


@nurse.get("/queue")
def rows() -> Answer:
    """The rows of the queue alone, for the page that looks every few seconds."""
    return _queue("desk/_rows.html")


@nurse.get("/line")
def line() -> Answer:
    """The line above the queue alone; every page of the desk looks every few seconds."""
    return render_template("desk/_line.html")


@nurse.get("/handover")
def handover_page() -> Answer:
    """What this shift leaves to the next, on one page to read and to print."""
    here = house()
    left = here.store.read(
        lambda session: handover(session, here.config.clinic, g.nurse, here.clock())
    )
    return render_template("desk/handover.html", left=left)


@nurse.post("/sound")
def sound() -> Answer:
    """Silence the sound of a new emergency for this nurse, or let it be heard again."""
    muted = request.form.get("sound") == "off"
    house().store.write(lambda session: _choose(session, muted=muted))
    return redirect(url_for("nurse.desk"), 303)


def line_of_nurse() -> Summary:
    """The counts as the nurse of this request sees them."""
    here = house()
    return here.store.read(
        lambda session: summary(session, here.config.clinic, g.nurse, here.clock())
    )


def is_muted() -> bool:
    """Whether the nurse of this request wants no sound."""
    key = (house().config.clinic, g.nurse)
    choice = house().store.read(lambda session: session.get(DeskChoice, key))
    return choice is not None and choice.muted


def higher_than(tier: str) -> tuple[str, ...]:
    """The tiers above a tier or `human`, the nearest first."""
    return tuple(slug for slug in reversed(ORDER[: ORDER.index(tier)]) if slug != "human")


def read_sought(args: MultiDict[str, str]) -> Sought:
    """What is asked for in an address; what makes no sense narrows nothing."""
    view, tier = args.get("view", ""), args.get("tier", "")
    return Sought(
        view=view if view in VIEWS else VIEWS[0],
        tier=tier if tier in ORDER else "",
        risk=forms.line(args, "risk"),
        codename=" ".join(forms.line(args, "name").lower().split()),
        after=Key.read(args.get("after", "")),
    )


def _queue(template: str) -> str:
    here, sought = house(), read_sought(request.args)
    page = here.store.read(
        lambda session: queue(session, here.config.clinic, g.nurse, here.clock(), sought)
    )
    risks = sorted((risk.name, slug) for slug, risk in here.triage.knowledge.risks.items())
    return render_template(
        template, page=page, sought=sought, tiers=ORDER, risks=risks, asked=_asked()
    )


def _asked() -> dict[str, str]:
    """The address's own narrowing, to be asked for again."""
    return {
        name: request.args[name]
        for name in ("view", "tier", "risk", "name", "after")
        if request.args.get(name)
    }


def _choose(session: Session, *, muted: bool) -> None:
    key = (house().config.clinic, g.nurse)
    choice = session.get(DeskChoice, key)
    if choice is None:
        session.add(DeskChoice(clinic_id=key[0], nurse_id=key[1], muted=muted))
    else:
        choice.muted = muted
