-- A provider tells of an event at least once; here it counts once.
create table seen_events (
    -- Of the message's id, the kind, the recipients and the event's time.
    hash text collate "C" primary key,
    seen_at timestamptz not null
);

alter table seen_events enable row level security;

create index seen_events_time on seen_events (seen_at);
