-- Who did what, when: written in the transaction that does it.
create table ai_follow_up_logs (
    id blob primary key,
    action text not null,
    actor text not null,
    client_id text,
    strategy_id text,
    -- No foreign key: the trail outlives what it speaks of.
    follow_up_id blob,
    details text not null default '{}' check (json_valid(details)),
    success integer not null default 1 check (success in (0, 1)),
    error_message text,
    created_at text not null
) strict;

create index ai_follow_up_logs_time on ai_follow_up_logs (created_at);
create index ai_follow_up_logs_follow_up on ai_follow_up_logs (follow_up_id);
