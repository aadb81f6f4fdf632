"""The passport, the taps that are no answer, and more of whom to call back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SIGNS = (
    "'with_them', 'not_with_them', 'awake', 'handed_over', 'silent', 'alone', 'not_alone', "
    "'same_person', 'read', 'delete'"
)


def upgrade() -> None:
    told = sa.Column("told", sa.LargeBinary(), nullable=False)
    speaker = sa.Column("speaker", sa.String(length=10), nullable=False)
    sign = sa.Column("sign", sa.String(length=20), nullable=False)
    table("passport_entry", ("speaker", "'patient', 'clinic'"), speaker, told)
    table("patient_sign", ("sign", SIGNS), sign)
    for name in ("born", "place"):
        op.add_column("contact_details", sa.Column(name, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contact_details") as batch:
        for name in ("place", "born"):
            batch.drop_column(name)
    op.drop_table("patient_sign")
    op.drop_table("passport_entry")


def table(name: str, choice: tuple[str, str], *columns: sa.Column[object]) -> None:
    """A table of facts of a conversation, each with the key of its form."""
    place = ["clinic_id", "conversation_id"]
    column, choices = choice
    op.create_table(
        name,
        sa.Column("key", sa.String(length=64), nullable=False),
        *columns,
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(f"{column} IN ({choices})", name=op.f(f"ck_{name}_{column}")),
        sa.ForeignKeyConstraint(
            place,
            ["conversation.clinic_id", "conversation.id"],
            name=op.f(f"fk_{name}_clinic_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint(*place, "seq", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*place, "key", name=op.f(f"uq_{name}_clinic_id_conversation_id_key")),
    )
