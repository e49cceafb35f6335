-- The old system wrote this table from functions in the database and read it back through views. They would go around
-- the gate (`send_follow_up` only pretends to send) and around row level security, and they hold the columns' types.
do $$
declare
    old text;
begin
    for old in
        select oid::regclass::text from pg_class
        where relname in ('client_ai_insights', 'ai_follow_up_stats')
            and relkind = 'v' and relnamespace = current_schema()::regnamespace
    loop
        execute 'drop view ' || old;
    end loop;
    -- Whatever their arguments; with them go the triggers that call them, and nothing else can depend on a function.
    for old in
        select oid::regprocedure::text from pg_proc
        where proname in ('analyze_client_ai', 'generate_automatic_follow_ups', 'send_follow_up')
            and pronamespace = current_schema()::regnamespace
    loop
        execute 'drop routine ' || old || ' cascade';
    end loop;
end
$$;

-- The old system's columns, where they are not there already.
create table if not exists ai_follow_ups (
    id uuid primary key,
    client_id text,
    strategy_id text,
    subject text,
    message text,
    channel text,
    scheduled_date timestamptz,
    priority text,
    ai_confidence bigint,
    generated_at timestamptz,
    status text,
    sent_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz
);

do $$
declare
    old record;
begin
    -- The old checks know four states, under names nobody chose. Its foreign keys would let no strategy be replaced.
    for old in
        select conname from pg_constraint
        where conrelid = to_regclass('ai_follow_ups') and contype in ('c', 'f')
    loop
        execute format('alter table ai_follow_ups drop constraint %I', old.conname);
    end loop;
    for old in select polname from pg_policy where polrelid = to_regclass('ai_follow_ups') loop
        execute format('drop policy %I on ai_follow_ups', old.polname);
    end loop;
end
$$;

alter table ai_follow_ups enable row level security;

alter table ai_follow_ups
    add column if not exists locale text not null default 'fr',
    add column if not exists draft_source text not null default 'template',
    -- What the draft was allowed to say; null on rows of the old system.
    add column if not exists facts jsonb,
    -- What an approval is bound to; null on rows of the old system.
    add column if not exists content_hash text,
    add column if not exists approved_by text,
    add column if not exists approved_at timestamptz,
    add column if not exists approved_hash text,
    add column if not exists attempts bigint not null default 0,
    -- Who is sending it: only the holder of the token may record what came of it.
    add column if not exists claim_token uuid,
    -- Until when, in real time.
    add column if not exists lease_until timestamptz,
    -- The business day whose sending quota it took.
    add column if not exists claimed_on date,
    add column if not exists next_try_at timestamptz,
    add column if not exists provider_message_id text,
    add column if not exists failure text,
    -- Whether a refused or cancelled one still makes its strategy rest for the client.
    add column if not exists rests boolean not null default true;

-- A default of a narrower type would keep its column from changing.
alter table ai_follow_ups
    alter column channel drop default,
    alter column priority drop default,
    alter column status drop default,
    alter column ai_confidence drop default;

-- Bytewise order, and one integer type for both engines.
alter table ai_follow_ups
    alter column client_id type text collate "C",
    alter column strategy_id type text,
    alter column subject type text,
    alter column message type text,
    alter column channel type text,
    alter column priority type text,
    alter column status type text,
    alter column ai_confidence type bigint,
    alter column scheduled_date type timestamptz,
    alter column generated_at type timestamptz,
    alter column sent_at type timestamptz,
    alter column created_at type timestamptz,
    alter column updated_at type timestamptz;

-- What the old system let a row leave out. Nothing here can make a row leave: one whose state or channel is not known is
-- cancelled, and says what it was.
update ai_follow_ups
set failure = concat_ws(', ', failure, 'old status: ' || coalesce(status, 'none')), status = 'cancelled'
where status is null or status not in ('pending', 'sent', 'cancelled', 'failed');

update ai_follow_ups
set failure = concat_ws(', ', failure, 'old channel: ' || coalesce(channel, 'none')),
    status = case status when 'pending' then 'cancelled' else status end,
    channel = 'email'
where channel is null or channel not in ('email', 'sms', 'push');

update ai_follow_ups
set failure = concat_ws(', ', failure, 'old priority: ' || priority), priority = 'low'
where priority not in ('low', 'medium', 'high', 'urgent');

update ai_follow_ups
set priority = coalesce(priority, 'low'),
    client_id = coalesce(client_id, ''),
    strategy_id = coalesce(strategy_id, ''),
    subject = coalesce(subject, ''),
    message = coalesce(message, ''),
    -- The coalesce is inside: least and greatest pass over a null.
    ai_confidence = greatest(0, least(100, coalesce(ai_confidence, 0))),
    created_at = coalesce(created_at, generated_at, sent_at, scheduled_date, now()),
    updated_at = coalesce(updated_at, sent_at, created_at, generated_at, scheduled_date, now()),
    generated_at = coalesce(generated_at, created_at, scheduled_date, sent_at, now()),
    scheduled_date = coalesce(scheduled_date, sent_at, generated_at, created_at, now()),
    sent_at = case status when 'sent' then coalesce(sent_at, updated_at, scheduled_date, created_at, now()) else sent_at end
where status = 'sent' and sent_at is null
    or ai_confidence not between 0 and 100
    or num_nulls(priority, client_id, strategy_id, subject, message, ai_confidence, created_at, updated_at, generated_at,
        scheduled_date) > 0;

-- The old system took the address as the client wrote it; what was sent to them must still count.
update ai_follow_ups
set client_id = lower(trim(both E' \t\n\r\x0b\x0c' from client_id) collate "C")
where client_id like '%@%' and client_id <> lower(trim(both E' \t\n\r\x0b\x0c' from client_id) collate "C");

alter table ai_follow_ups
    alter column client_id set not null,
    alter column strategy_id set not null,
    alter column subject set not null,
    alter column message set not null,
    alter column channel set not null,
    alter column scheduled_date set not null,
    alter column priority set not null,
    alter column ai_confidence set not null,
    alter column generated_at set not null,
    alter column status set not null,
    alter column created_at set not null,
    alter column updated_at set not null,
    add check (channel in ('email', 'sms', 'push')),
    add check (priority in ('low', 'medium', 'high', 'urgent')),
    add check (ai_confidence between 0 and 100),
    add check (status in ('pending', 'approved', 'sending', 'sent', 'failed', 'cancelled', 'uncertain')),
    add check (locale in ('fr', 'en')),
    add check (draft_source in ('template', 'model', 'human')),
    add check (attempts >= 0),
    add constraint approved_by_someone
        check (status <> 'approved' or (approved_by is not null and approved_hash is not null)),
    add constraint sending_is_claimed
        check ((status = 'sending') = (claim_token is not null and lease_until is not null)),
    add constraint sent_has_a_date check (status <> 'sent' or sent_at is not null);

-- At most one open follow-up a client; rows of the old system, which may hold several, have no hash.
create unique index one_open_follow_up on ai_follow_ups (client_id)
    where content_hash is not null and status in ('pending', 'approved', 'sending', 'uncertain');
-- The old system may have indexes of these names; they lose nothing by being built again.
drop index if exists ai_follow_ups_client, ai_follow_ups_due, ai_follow_ups_generated;
create index ai_follow_ups_client on ai_follow_ups (client_id);
create index ai_follow_ups_due on ai_follow_ups (status, scheduled_date);
create index ai_follow_ups_generated on ai_follow_ups (generated_at);
