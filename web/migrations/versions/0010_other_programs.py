"""Other programs that speak for patients; and limits that are counted in one statement."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("integration", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('say', 'read')", name=op.f("ck_api_token_scope")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_api_token")),
        sa.UniqueConstraint(
            "clinic_id", "token_hash", name=op.f("uq_api_token_clinic_id_token_hash")
        ),
    )
    op.create_table(
        "api_conversation",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("integration", sa.String(length=40), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        _to_conversation("api_conversation"),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", name=op.f("pk_api_conversation")),
        sa.UniqueConstraint(
            "clinic_id",
            "integration",
            "key_hash",
            name=op.f("uq_api_conversation_clinic_id_integration_key_hash"),
        ),
    )
    op.create_table(
        "api_answer",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        _to_conversation("api_answer"),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", "seq", name=op.f("pk_api_answer")),
        sa.UniqueConstraint(
            "clinic_id",
            "conversation_id",
            "key_hash",
            name=op.f("uq_api_answer_clinic_id_conversation_id_key_hash"),
        ),
    )
    op.create_table(
        "used",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "kind", "who", name=op.f("pk_used")),
    )
    op.drop_table("attempt")


def downgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('return', 'sign_in')", name=op.f("ck_attempt_kind")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_recent", "attempt", ["clinic_id", "kind", "made_at"])
    for table in ("used", "api_answer", "api_conversation", "api_token"):
        op.drop_table(table)


def _to_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["clinic_id", "conversation_id"],
        ["conversation.clinic_id", "conversation.id"],
        name=op.f(f"fk_{table}_clinic_id_conversation_id"),
    )
