"""A row to try writing with, and what stays of a verdict when its words are deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIERS = "'self_care', 'routine', 'same_day', 'urgent', 'emergency'"


def upgrade() -> None:
    op.create_table(
        "probe",
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_probe")),
    )
    op.create_table(
        "kept_verdict",
        sa.Column("urgency", sa.String(length=20), nullable=True),
        sa.Column("was", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("knowledge", sa.String(length=120), nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(f"urgency IN ({TIERS})", name=op.f("ck_kept_verdict_urgency")),
        sa.CheckConstraint(f"was IN ({TIERS})", name=op.f("ck_kept_verdict_was")),
        sa.CheckConstraint(
            "outcome IN ('guidance', 'question', 'information', 'human')",
            name=op.f("ck_kept_verdict_outcome"),
        ),
        sa.PrimaryKeyConstraint(
            "clinic_id", "conversation_id", "seq", name=op.f("pk_kept_verdict")
        ),
    )
    op.create_index("ix_kept_verdict_made_at", "kept_verdict", ["clinic_id", "made_at"])


def downgrade() -> None:
    op.drop_table("kept_verdict")
    op.drop_table("probe")
