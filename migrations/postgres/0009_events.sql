-- What became of a follow-up after it was sent.
create table follow_up_events (
    id uuid primary key,
    follow_up_id uuid not null references ai_follow_ups (id) on delete cascade,
    kind text not null check (kind in
        ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed', 'converted')),
    occurred_at timestamptz not null,
    -- What a conversion was worth.
    cents bigint check (cents >= 0),
    details jsonb not null default '{}'
);

alter table follow_up_events enable row level security;

create index follow_up_events_follow_up on follow_up_events (follow_up_id, kind);
-- A message brings a client back once.
create unique index follow_up_converts_once on follow_up_events (follow_up_id) where kind = 'converted';
