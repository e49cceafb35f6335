-- What became of a follow-up after it was sent.
create table follow_up_events (
    id blob primary key,
    follow_up_id blob not null references ai_follow_ups (id) on delete cascade,
    kind text not null check (kind in
        ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed', 'converted')),
    occurred_at text not null,
    -- What a conversion was worth.
    cents integer check (cents >= 0),
    details text not null default '{}' check (json_valid(details))
) strict;

create index follow_up_events_follow_up on follow_up_events (follow_up_id, kind);
-- A message brings a client back once.
create unique index follow_up_converts_once on follow_up_events (follow_up_id) where kind = 'converted';
