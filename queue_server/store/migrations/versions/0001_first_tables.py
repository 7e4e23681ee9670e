"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table('site',
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name_vi', sa.String(length=400), nullable=False),
    sa.Column('name_en', sa.String(length=400), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_site')),
    sa.UniqueConstraint('slug', name=op.f('uq_site_slug'))
    )
    op.create_table('account',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('login', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_account_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('site', 'login', name='uq_account_login')
    )
    op.create_table('device',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=True),
    sa.Column('issuer_no', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_device_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('key_hash', name='uq_device_key')
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index('uq_device_issuer', ['site', 'issuer_no'], unique=True, sqlite_where=sa.text('issuer_no IS NOT NULL'), postgresql_where=sa.text('issuer_no IS NOT NULL'))

    op.create_table('dossier',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('official_code', sa.String(length=40), nullable=True),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('status IS NULL OR status BETWEEN 1 AND 10', name=op.f('ck_dossier_status')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_dossier_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier'))
    )
    with op.batch_alter_table('dossier', schema=None) as batch_op:
        batch_op.create_index('uq_dossier_code', ['site', 'code'], unique=True)
        batch_op.create_index('uq_dossier_official_code', ['site', 'official_code'], unique=True, sqlite_where=sa.text('official_code IS NOT NULL'), postgresql_where=sa.text('official_code IS NOT NULL'))

    op.create_table('field',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('letter', sa.String(length=1), nullable=False),
    sa.Column('name_vi', sa.String(length=400), nullable=False),
    sa.Column('name_en', sa.String(length=400), nullable=False),
    sa.Column('hint_vi', sa.String(length=400), nullable=False),
    sa.Column('hint_en', sa.String(length=400), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_field_site')),
    sa.PrimaryKeyConstraint('site', 'code', name=op.f('pk_field')),
    sa.UniqueConstraint('site', 'letter', name='uq_field_letter')
    )
    op.create_table('idempotency',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('principal', sa.String(length=36), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_idempotency_site')),
    sa.PrimaryKeyConstraint('site', 'principal', 'key', name=op.f('pk_idempotency'))
    )
    with op.batch_alter_table('idempotency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotency_created_at'), ['created_at'], unique=False)

    op.create_table('journal',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('epoch', sa.String(length=36), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('v', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('by_kind', sa.String(length=16), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_journal_site')),
    sa.PrimaryKeyConstraint('site', 'seq', name=op.f('pk_journal')),
    sa.UniqueConstraint('id', name='uq_journal_id')
    )
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index('ix_journal_subject', ['site', 'subject'], unique=False)

    op.create_table('journal_head',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('epoch', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('catalogue_seq', sa.BigInteger(), nullable=False),
    sa.Column('issuer_no', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('restored_on', sa.Date(), nullable=True),
    sa.Column('restored_issuer_no', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_journal_head_site')),
    sa.PrimaryKeyConstraint('site', name=op.f('pk_journal_head'))
    )
    op.create_table('label_ledger',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('label', sa.String(length=12), nullable=False),
    sa.Column('ticket', sa.String(length=36), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.CheckConstraint("state IN ('offered', 'given', 'retired')", name=op.f('ck_label_ledger_state')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_label_ledger_site')),
    sa.PrimaryKeyConstraint('site', 'day', 'label', name=op.f('pk_label_ledger'))
    )
    op.create_table('organisation',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('name_vi', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_organisation_site')),
    sa.PrimaryKeyConstraint('site', 'code', name=op.f('pk_organisation'))
    )
    op.create_table('priority_group',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('name_vi', sa.String(length=400), nullable=False),
    sa.Column('name_en', sa.String(length=400), nullable=False),
    sa.Column('evidence_vi', sa.String(length=400), nullable=False),
    sa.Column('is_self_declared', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_priority_group_site')),
    sa.PrimaryKeyConstraint('site', 'code', name=op.f('pk_priority_group'))
    )
    op.create_table('queue_length',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.CheckConstraint('waiting >= 0', name=op.f('ck_queue_length_waiting')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_queue_length_site')),
    sa.PrimaryKeyConstraint('site', 'service', name=op.f('pk_queue_length'))
    )
    op.create_table('series',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('letter', sa.String(length=1), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_series_site')),
    sa.PrimaryKeyConstraint('site', 'day', 'letter', name=op.f('pk_series'))
    )
    op.create_table('service_day',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_service_day_site')),
    sa.PrimaryKeyConstraint('site', 'day', name=op.f('pk_service_day'))
    )
    op.create_table('counter',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('organisation', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['site', 'organisation'], ['organisation.site', 'organisation.code'], name='fk_counter_organisation'),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_counter_site')),
    sa.PrimaryKeyConstraint('site', 'number', name=op.f('pk_counter'))
    )
    op.create_table('link',
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('account', sa.String(length=36), nullable=True),
    sa.Column('device', sa.String(length=36), nullable=True),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['account.id'], name=op.f('fk_link_account')),
    sa.ForeignKeyConstraint(['device'], ['device.id'], name=op.f('fk_link_device')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_link_site')),
    sa.PrimaryKeyConstraint('secret_hash', name=op.f('pk_link'))
    )
    op.create_table('service',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('name_vi', sa.String(length=400), nullable=False),
    sa.Column('name_en', sa.String(length=400), nullable=False),
    sa.Column('short_vi', sa.String(length=400), nullable=False),
    sa.Column('short_en', sa.String(length=400), nullable=False),
    sa.Column('tthc_code', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site', 'field'], ['field.site', 'field.code'], name='fk_service_field'),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_service_site')),
    sa.PrimaryKeyConstraint('site', 'code', name=op.f('pk_service'))
    )
    op.create_table('session',
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('account', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['account.id'], name=op.f('fk_session_account')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_session_site')),
    sa.PrimaryKeyConstraint('secret_hash', name=op.f('pk_session'))
    )
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_account'), ['account'], unique=False)

    op.create_table('shift',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('officer', sa.String(length=36), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('pause_reason', sa.String(length=80), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name=op.f('ck_shift_state')),
    sa.ForeignKeyConstraint(['officer'], ['account.id'], name=op.f('fk_shift_officer')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_shift_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift'))
    )
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.create_index('uq_shift_counter', ['site', 'counter'], unique=True, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('uq_shift_officer', ['officer'], unique=True, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))

    op.create_table('ticket',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('label', sa.String(length=12), nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('class_', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=16), nullable=True),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('issuer_kind', sa.String(length=10), nullable=False),
    sa.Column('issuer_no', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.BigInteger(), nullable=False),
    sa.Column('ready_at', sa.BigInteger(), nullable=False),
    sa.Column('eff_s', sa.BigInteger(), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=True),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('call_seq', sa.BigInteger(), nullable=True),
    sa.Column('first_called_at', sa.BigInteger(), nullable=True),
    sa.Column('called_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('dossier', sa.String(length=36), nullable=True),
    sa.Column('slip', sa.String(length=10), nullable=True),
    sa.CheckConstraint("state IN ('offered', 'waiting', 'called', 'serving', 'held', 'served', 'missed', 'cancelled', 'lapsed', 'retired')", name=op.f('ck_ticket_state')),
    sa.ForeignKeyConstraint(['dossier'], ['dossier.id'], name=op.f('fk_ticket_dossier')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_ticket_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_call_seq', ['site', 'call_seq'], unique=False, sqlite_where=sa.text('call_seq IS NOT NULL'), postgresql_where=sa.text('call_seq IS NOT NULL'))
        batch_op.create_index('ix_ticket_dossier', ['dossier'], unique=False)
        batch_op.create_index('ix_ticket_missed', ['site', 'day', 'ended_at'], unique=False, sqlite_where=sa.text("state = 'missed'"), postgresql_where=sa.text("state = 'missed'"))
        batch_op.create_index('ix_ticket_open', ['site', 'day'], unique=False, sqlite_where=sa.text("state IN ('offered', 'waiting', 'called', 'serving', 'held')"), postgresql_where=sa.text("state IN ('offered', 'waiting', 'called', 'serving', 'held')"))
        batch_op.create_index('ix_ticket_waiting', ['site', 'service', 'eff_s', 'id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('uq_ticket_at_counter', ['site', 'counter'], unique=True, sqlite_where=sa.text("state IN ('called', 'serving')"), postgresql_where=sa.text("state IN ('called', 'serving')"))
        batch_op.create_index('uq_ticket_day_label', ['site', 'day', 'label'], unique=True)

    op.create_table('serving',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('ticket', sa.String(length=36), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('officer', sa.String(length=36), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('dossier', sa.String(length=36), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint("state IN ('open', 'finished')", name=op.f('ck_serving_state')),
    sa.ForeignKeyConstraint(['dossier'], ['dossier.id'], name=op.f('fk_serving_dossier')),
    sa.ForeignKeyConstraint(['officer'], ['account.id'], name=op.f('fk_serving_officer')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_serving_site')),
    sa.ForeignKeyConstraint(['ticket'], ['ticket.id'], name=op.f('fk_serving_ticket')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_serving'))
    )
    with op.batch_alter_table('serving', schema=None) as batch_op:
        batch_op.create_index('ix_serving_day', ['site', 'day'], unique=False)
        batch_op.create_index('ix_serving_ticket', ['ticket'], unique=False)
        batch_op.create_index('uq_serving_open_ticket', ['ticket'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('skill',
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('counter', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('yield_s', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site', 'counter'], ['counter.site', 'counter.number'], name='fk_skill_counter'),
    sa.ForeignKeyConstraint(['site', 'service'], ['service.site', 'service.code'], name='fk_skill_service'),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_skill_site')),
    sa.PrimaryKeyConstraint('site', 'counter', 'service', name=op.f('pk_skill'))
    )
    op.create_table('slip_token',
    sa.Column('token', sa.String(length=27), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('ticket', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_slip_token_site')),
    sa.ForeignKeyConstraint(['ticket'], ['ticket.id'], name=op.f('fk_slip_token_ticket')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_slip_token'))
    )
    with op.batch_alter_table('slip_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_token_ticket'), ['ticket'], unique=False)

    op.create_table('rating',
    sa.Column('serving', sa.String(length=36), nullable=False),
    sa.Column('site', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(length=16), nullable=False),
    sa.Column('dossier', sa.String(length=36), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('pad_until', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('scale', sa.String(length=16), nullable=True),
    sa.Column('channel', sa.String(length=8), nullable=True),
    sa.Column('given_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('opened', 'given', 'lapsed')", name=op.f('ck_rating_state')),
    sa.ForeignKeyConstraint(['dossier'], ['dossier.id'], name=op.f('fk_rating_dossier')),
    sa.ForeignKeyConstraint(['serving'], ['serving.id'], name=op.f('fk_rating_serving')),
    sa.ForeignKeyConstraint(['site'], ['site.code'], name=op.f('fk_rating_site')),
    sa.PrimaryKeyConstraint('serving', name=op.f('pk_rating'))
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index('ix_rating_counter', ['site', 'counter', 'opened_at'], unique=False)
        batch_op.create_index('ix_rating_day', ['site', 'day'], unique=False)
        batch_op.create_index('ix_rating_dossier', ['dossier'], unique=False)


def downgrade() -> None:
    """Take every table away."""
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.drop_index('ix_rating_dossier')
        batch_op.drop_index('ix_rating_day')
        batch_op.drop_index('ix_rating_counter')

    op.drop_table('rating')
    with op.batch_alter_table('slip_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_token_ticket'))

    op.drop_table('slip_token')
    op.drop_table('skill')
    with op.batch_alter_table('serving', schema=None) as batch_op:
        batch_op.drop_index('uq_serving_open_ticket', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index('ix_serving_ticket')
        batch_op.drop_index('ix_serving_day')

    op.drop_table('serving')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index('uq_ticket_day_label')
        batch_op.drop_index('uq_ticket_at_counter', sqlite_where=sa.text("state IN ('called', 'serving')"), postgresql_where=sa.text("state IN ('called', 'serving')"))
        batch_op.drop_index('ix_ticket_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_ticket_open', sqlite_where=sa.text("state IN ('offered', 'waiting', 'called', 'serving', 'held')"), postgresql_where=sa.text("state IN ('offered', 'waiting', 'called', 'serving', 'held')"))
        batch_op.drop_index('ix_ticket_missed', sqlite_where=sa.text("state = 'missed'"), postgresql_where=sa.text("state = 'missed'"))
        batch_op.drop_index('ix_ticket_dossier')
        batch_op.drop_index('ix_ticket_call_seq', sqlite_where=sa.text('call_seq IS NOT NULL'), postgresql_where=sa.text('call_seq IS NOT NULL'))

    op.drop_table('ticket')
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_index('uq_shift_officer', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('uq_shift_counter', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))

    op.drop_table('shift')
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_account'))

    op.drop_table('session')
    op.drop_table('service')
    op.drop_table('link')
    op.drop_table('counter')
    op.drop_table('service_day')
    op.drop_table('series')
    op.drop_table('queue_length')
    op.drop_table('priority_group')
    op.drop_table('organisation')
    op.drop_table('label_ledger')
    op.drop_table('journal_head')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_subject')

    op.drop_table('journal')
    with op.batch_alter_table('idempotency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotency_created_at'))

    op.drop_table('idempotency')
    op.drop_table('field')
    with op.batch_alter_table('dossier', schema=None) as batch_op:
        batch_op.drop_index('uq_dossier_official_code', sqlite_where=sa.text('official_code IS NOT NULL'), postgresql_where=sa.text('official_code IS NOT NULL'))
        batch_op.drop_index('uq_dossier_code')

    op.drop_table('dossier')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index('uq_device_issuer', sqlite_where=sa.text('issuer_no IS NOT NULL'), postgresql_where=sa.text('issuer_no IS NOT NULL'))

    op.drop_table('device')
    op.drop_table('account')
    op.drop_table('site')
