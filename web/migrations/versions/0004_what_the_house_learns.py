"""Draft cases, and which conversation of the same person came before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIERS = "('self_care', 'routine', 'same_day', 'urgent', 'emergency')"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("earlier_id", sa.Uuid(), nullable=True))
    op.create_index("ix_conversation_started", "conversation", ["clinic_id", "started_at", "id"])
    op.create_index("ix_conversation_earlier", "conversation", ["clinic_id", "earlier_id"])
    op.create_table(
        "draft_case",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("review_seq", sa.Integer(), nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.String(length=20), nullable=True),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("knowledge", sa.String(length=120), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"was IN {TIERS}", name=op.f("ck_draft_case_was")),
        sa.CheckConstraint(f"urgency IN {TIERS}", name=op.f("ck_draft_case_urgency")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "nurse_id"],
            ["nurse.clinic_id", "nurse.id"],
            name=op.f("fk_draft_case_clinic_id_nurse_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_draft_case")),
        sa.UniqueConstraint(
            "clinic_id",
            "conversation_id",
            "review_seq",
            name=op.f("uq_draft_case_clinic_id_conversation_id_review_seq"),
        ),
    )


def downgrade() -> None:
    op.drop_table("draft_case")
    op.drop_index("ix_conversation_earlier", "conversation")
    op.drop_index("ix_conversation_started", "conversation")
    op.drop_column("conversation", "earlier_id")
