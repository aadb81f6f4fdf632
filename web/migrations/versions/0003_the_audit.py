"""Who read or did what; and the role of those who invite."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HELD = sa.table(
    "nurse_role",
    sa.column("clinic_id", sa.String()),
    sa.column("nurse_id", sa.Uuid()),
    sa.column("role_id", sa.Uuid()),
)


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_line",
        sa.Column("clinic_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nurse_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=True),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "number", name=op.f("pk_audit_line")),
    )
    op.create_index("ix_audit_line_person", "audit_line", ["clinic_id", "nurse_id", "number"])
    op.create_index(
        "ix_audit_line_conversation", "audit_line", ["clinic_id", "conversation_id", "number"]
    )
    allow("'nurse', 'lead', 'admin'")


def downgrade() -> None:
    op.execute("UPDATE role SET name = 'lead' WHERE name = 'admin'")
    op.execute("UPDATE invitation SET role = 'lead' WHERE role = 'admin'")
    allow("'nurse', 'lead'")
    op.drop_table("audit_line")
    op.drop_table("audit_head")


def allow(roles: str) -> None:
    """SQLite makes the two tables anew; meanwhile nothing may point to a row of theirs."""
    connection = op.get_bind()
    held = [row._asdict() for row in connection.execute(sa.select(HELD))]
    connection.execute(sa.delete(HELD))
    anew = connection.dialect.name == "sqlite"
    for table, column in (("role", "name"), ("invitation", "role")):
        with op.batch_alter_table(table) as batch:
            if not anew:  # a table that is made anew comes without its checks
                batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({roles})")
    if held:
        connection.execute(sa.insert(HELD), held)
