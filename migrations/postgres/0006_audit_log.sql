-- Who did what, when: written in the transaction that does it.
create table if not exists ai_follow_up_logs (
    id uuid primary key,
    action text,
    client_id text,
    strategy_id text,
    follow_up_id uuid,
    details jsonb,
    success boolean,
    error_message text,
    created_at timestamptz
);

do $$
declare
    old record;
begin
    -- No foreign key: the trail outlives what it speaks of.
    for old in
        select conname from pg_constraint
        where conrelid = to_regclass('ai_follow_up_logs') and contype in ('c', 'f')
    loop
        execute format('alter table ai_follow_up_logs drop constraint %I', old.conname);
    end loop;
    for old in select polname from pg_policy where polrelid = to_regclass('ai_follow_up_logs') loop
        execute format('drop policy %I on ai_follow_up_logs', old.polname);
    end loop;
end
$$;

alter table ai_follow_up_logs enable row level security;

-- The old system was the only one to write.
alter table ai_follow_up_logs add column if not exists actor text not null default 'système';

alter table ai_follow_up_logs
    alter column action type text,
    alter column client_id type text collate "C",
    alter column strategy_id type text,
    alter column details drop default,
    alter column details type jsonb using to_jsonb(details),
    alter column error_message type text,
    alter column created_at type timestamptz;

update ai_follow_up_logs
set action = coalesce(action, ''),
    details = coalesce(details, '{}'),
    -- What nobody called a success was none.
    success = coalesce(success, false),
    created_at = coalesce(created_at, now())
where num_nulls(action, details, success, created_at) > 0;

update ai_follow_up_logs
set client_id = lower(trim(both E' \t\n\r\x0b\x0c' from client_id) collate "C")
where client_id like '%@%' and client_id <> lower(trim(both E' \t\n\r\x0b\x0c' from client_id) collate "C");

alter table ai_follow_up_logs
    -- Every line of ours names its author.
    alter column actor drop default,
    alter column action set not null,
    alter column details set default '{}',
    alter column details set not null,
    alter column success set default true,
    alter column success set not null,
    alter column created_at set not null;

drop index if exists ai_follow_up_logs_time, ai_follow_up_logs_follow_up;
create index ai_follow_up_logs_time on ai_follow_up_logs (created_at);
create index ai_follow_up_logs_follow_up on ai_follow_up_logs (follow_up_id);
