"""What the patient did when told to call."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patient_act",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "act IN ('reached', 'nobody', 'going', 'refused')", name=op.f("ck_patient_act_act")
        ),
        sa.CheckConstraint(
            "urgency IN ('self_care', 'routine', 'same_day', 'urgent', 'emergency')",
            name=op.f("ck_patient_act_urgency"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "conversation_id"],
            ["conversation.clinic_id", "conversation.id"],
            name=op.f("fk_patient_act_clinic_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "conversation_id", "seq", name=op.f("pk_patient_act")),
        sa.UniqueConstraint(
            "clinic_id",
            "conversation_id",
            "key",
            name=op.f("uq_patient_act_clinic_id_conversation_id_key"),
        ),
    )


def downgrade() -> None:
    op.drop_table("patient_act")
