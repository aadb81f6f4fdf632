"""Who holds a conversation, until when an answer is promised, what nurses did and have seen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FAR = "9000-01-01 00:00:00.000000"
TIERS = "('self_care', 'routine', 'same_day', 'urgent', 'emergency')"
ORDER = ["rank", "due_at", "waiting_since", "conversation_id"]


def upgrade() -> None:
    with op.batch_alter_table("conversation") as conversation:
        conversation.add_column(
            sa.Column("told_seq", sa.Integer(), server_default="0", nullable=False)
        )
    op.execute("UPDATE conversation SET told_seq = last_seq")
    _queue()
    _small_tables()
    _acts()
    with op.batch_alter_table("nurse_reply") as reply:
        reply.add_column(sa.Column("template", sa.String(length=80), nullable=True))
        reply.add_column(sa.Column("reason", sa.LargeBinary(), nullable=True))


def _queue() -> None:
    with op.batch_alter_table("queue_entry") as queue:
        queue.drop_index("ix_queue_entry_order")
        queue.add_column(sa.Column("due_at", MOMENT, server_default=FAR, nullable=False))
        queue.add_column(sa.Column("patient_at", MOMENT, server_default=FAR, nullable=False))
        for name in ("reopened", "uncontacted", "on_call"):
            queue.add_column(
                sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            )
        queue.add_column(sa.Column("told", sa.String(length=20), nullable=True))
        queue.add_column(sa.Column("holder_id", sa.Uuid(), nullable=True))
        queue.add_column(sa.Column("held_since", MOMENT, nullable=True))
        queue.add_column(sa.Column("held_until", MOMENT, nullable=True))
        queue.create_check_constraint(op.f("ck_queue_entry_told"), f"told IN {TIERS}")
        queue.create_foreign_key(
            op.f("fk_queue_entry_clinic_id_holder_id"),
            "nurse",
            ["clinic_id", "holder_id"],
            ["clinic_id", "id"],
        )
    # Whoever waits already is late at once: somebody looks.
    op.execute("UPDATE queue_entry SET due_at = waiting_since WHERE waiting_since IS NOT NULL")
    op.execute(
        "UPDATE queue_entry SET patient_at = (SELECT max(written_at) FROM message WHERE"
        " message.clinic_id = queue_entry.clinic_id"
        " AND message.conversation_id = queue_entry.conversation_id)"
    )
    for index, columns in (
        ("ix_queue_entry_order", ["clinic_id", "waiting", *ORDER]),
        ("ix_queue_entry_uncontacted", ["clinic_id", "uncontacted", *ORDER]),
        ("ix_queue_entry_holder", ["clinic_id", "holder_id", "held_until"]),
    ):
        op.create_index(index, "queue_entry", columns)


def _small_tables() -> None:
    op.create_table(
        "standing_risk",
        *_place(),
        sa.Column("risk", sa.String(length=80), nullable=False),
        _to("standing_risk", "conversation"),
        sa.PrimaryKeyConstraint(
            "clinic_id", "conversation_id", "risk", name=op.f("pk_standing_risk")
        ),
    )
    op.create_index(
        "ix_standing_risk_search", "standing_risk", ["clinic_id", "risk", "conversation_id"]
    )
    op.create_table(
        "look",
        *_place(),
        sa.Column("nurse_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        _to("look", "conversation"),
        _to("look", "nurse"),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", "nurse_id", name=op.f("pk_look")),
    )
    op.create_table(
        "desk_choice",
        _place()[0],
        sa.Column("nurse_id", sa.Uuid(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        _to("desk_choice", "nurse"),
        sa.PrimaryKeyConstraint("clinic_id", "nurse_id", name=op.f("pk_desk_choice")),
    )


def _acts() -> None:
    op.create_table(
        "nurse_act",
        *_place(),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("choice", sa.String(length=40), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "act IN ('claimed', 'taken_over', 'released', 'handed_over', 'on_call', 'reached',"
            " 'no_answer', 'left_message', 'noted', 'confirmed', 'closed')",
            name=op.f("ck_nurse_act_act"),
        ),
        _to("nurse_act", "conversation"),
        _to("nurse_act", "nurse"),
        _to("nurse_act", "nurse", "to_id"),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", "seq", name=op.f("pk_nurse_act")),
    )


def _place() -> list[sa.Column]:
    return [
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
    ]


def _to(table: str, other: str, column: str | None = None) -> sa.ForeignKeyConstraint:
    name = column or f"{other}_id"
    return sa.ForeignKeyConstraint(
        ["clinic_id", name],
        [f"{other}.clinic_id", f"{other}.id"],
        name=op.f(f"fk_{table}_clinic_id_{name}"),
    )


def downgrade() -> None:
    with op.batch_alter_table("nurse_reply") as reply:
        reply.drop_column("reason")
        reply.drop_column("template")
    for table in ("nurse_act", "desk_choice", "look", "standing_risk"):
        op.drop_table(table)
    for index in ("holder", "uncontacted", "order"):
        op.drop_index(f"ix_queue_entry_{index}", "queue_entry")
    with op.batch_alter_table("queue_entry") as queue:
        queue.drop_constraint(op.f("fk_queue_entry_clinic_id_holder_id"), type_="foreignkey")
        queue.drop_constraint(op.f("ck_queue_entry_told"), type_="check")
        for name in (
            *("on_call", "held_until", "held_since", "holder_id"),
            *("uncontacted", "told", "reopened", "patient_at", "due_at"),
        ):
            queue.drop_column(name)
    op.create_index(
        "ix_queue_entry_order", "queue_entry", ["clinic_id", "waiting", "rank", "waiting_since"]
    )
    with op.batch_alter_table("conversation") as conversation:
        conversation.drop_column("told_seq")
