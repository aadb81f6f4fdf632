"""Promises kept by the clock: roster, pages and their outbox, presence, jobs, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("clinic_id", "name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "number_check",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("checked_by", sa.String(length=120), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_number_check")),
    )
    op.create_table(
        "notice",
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "about IN ('unwatched', 'overdue', 'check_back', 'closed')",
            name=op.f("ck_notice_about"),
        ),
        sa.CheckConstraint(
            "urgency IN ('self_care', 'routine', 'same_day', 'urgent', 'emergency')",
            name=op.f("ck_notice_urgency"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "conversation_id"],
            ["conversation.clinic_id", "conversation.id"],
            name=op.f("fk_notice_clinic_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", "seq", name=op.f("pk_notice")),
    )
    op.create_table(
        "presence",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "nurse_id"],
            ["nurse.clinic_id", "nurse.id"],
            name=op.f("fk_presence_clinic_id_nurse_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "nurse_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "roster_entry",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("way IN ('webhook', 'email')", name=op.f("ck_roster_entry_way")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "nurse_id"],
            ["nurse.clinic_id", "nurse.id"],
            name=op.f("fk_roster_entry_clinic_id_nurse_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_roster_entry")),
    )
    op.create_table(
        "page",
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('unwatched', 'overdue', 'test')", name=op.f("ck_page_reason")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "acknowledged_by"],
            ["roster_entry.clinic_id", "roster_entry.id"],
            name=op.f("fk_page_clinic_id_acknowledged_by"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "conversation_id"],
            ["conversation.clinic_id", "conversation.id"],
            name=op.f("fk_page_clinic_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_page")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(
            "ix_page_conversation", ["clinic_id", "conversation_id", "raised_at"], unique=False
        )
        batch_op.create_index("ix_page_open", ["clinic_id", "ended_at"], unique=False)

    op.create_table(
        "page_call",
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unsent", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "entry_id"],
            ["roster_entry.clinic_id", "roster_entry.id"],
            name=op.f("fk_page_call_clinic_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "page_id"],
            ["page.clinic_id", "page.id"],
            name=op.f("fk_page_call_clinic_id_page_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_page_call")),
    )
    with op.batch_alter_table("page_call", schema=None) as batch_op:
        batch_op.create_index("ix_page_call_page", ["clinic_id", "page_id"], unique=False)
        batch_op.create_index(
            "ix_page_call_unsent", ["clinic_id", "unsent", "next_at"], unique=False
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("with_code", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("with_code")

    with op.batch_alter_table("page_call", schema=None) as batch_op:
        batch_op.drop_index("ix_page_call_unsent")
        batch_op.drop_index("ix_page_call_page")

    op.drop_table("page_call")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index("ix_page_open")
        batch_op.drop_index("ix_page_conversation")

    op.drop_table("page")
    op.drop_table("roster_entry")
    op.drop_table("presence")
    op.drop_table("notice")
    op.drop_table("number_check")
    op.drop_table("job_run")
