"""A data key for each conversation; it is made with the first words that are written then."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("data_key", sa.LargeBinary(), nullable=True))
    gone = sa.Column("words_gone_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("conversation", gone)


def downgrade() -> None:
    with op.batch_alter_table("conversation") as conversation:
        conversation.drop_column("words_gone_at")
        conversation.drop_column("data_key")
