-- Clients are identified by a key of ours, no longer by an e-mail address. The addresses and phone numbers on bookings
-- are names that lead to a key; several may lead to one. From here on all our tables refer to clients by key;
-- `reservations` is not changed.
create table clients (
    -- Random, but keys made together sort in creation order, so that lists have the same order on both engines.
    key uuid primary key,
    created_at timestamptz not null
);

create table client_names (
    -- An address as the view `bookings` spells it, a phone number in E.164, or one as spelled on bookings without an
    -- address.
    name text collate "C" primary key check (name <> ''),
    kind text not null check (kind in ('email', 'phone')),
    -- No foreign key: checking it would cost a first pass as much as writing the names.
    client_key uuid not null
);

alter table clients enable row level security;
alter table client_names enable row level security;

-- Every client that our tables refer to gets a key: 48 bits of time, the version, 32 bits of the address's rank in byte
-- order, 40 random bits (RFC 9562, 5.7, with a counter as in 6.2).
insert into client_names (name, kind, client_key)
select name, 'email', (
        lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0')
        || '7' || substr(lpad(to_hex(place), 8, '0'), 1, 3)
        || '8' || substr(lpad(to_hex(place), 8, '0'), 4, 5)
        || substr(replace(gen_random_uuid()::text, '-', ''), 1, 10)
    )::uuid
from (
    select name, row_number() over (order by name) as place
    from (
        select client_id as name from client_insights
        union select client_id from ai_follow_ups
        union select client_id from client_contacts
        union select client_id from ai_follow_up_logs
    ) named
    where name <> ''
) numbered;

insert into clients (key, created_at) select client_key, now() from client_names;
-- The old system's follow-ups with an empty client id go to one client without a name.
insert into clients (key, created_at)
select '00000000-0000-0000-0000-000000000000', now() where exists (select from ai_follow_ups where client_id = '');

create index client_names_client on client_names (client_key);
analyze client_names;

-- `row_mark` changes whenever the row does: by sums of it, bookings that changed are found without reading them again.
-- PostgreSQL numbers the writing transactions; the number only grows, so that two changes cannot cancel each other out.
do $$
begin
    execute 'create or replace view bookings with (security_invoker = on) as '
        || regexp_replace(pg_get_viewdef('bookings'::regclass), '\s+FROM (\S+);?\s*$',
            ', xmin::text::bigint as row_mark from \1');
end
$$;

-- The reservations of a client under all its names. A phone number counts only on bookings without an address.
create view client_bookings with (security_invoker = on) as
select n.client_key, b.*
from client_names n join bookings b on b.client_id = n.name
where n.kind = 'email'
union all
select n.client_key, b.*
from client_names n join bookings b on (b.client_id is null or b.client_id = '') and trim(b.phone) = n.name
where n.kind = 'phone';

-- Follow-ups. `client_id` keeps the client's name at the time of writing, for people to read; no lookup uses it. The
-- indexes are dropped first, so that the update of all rows does not maintain them.
drop index one_open_follow_up, ai_follow_ups_client, ai_follow_ups_due, ai_follow_ups_generated, ai_follow_ups_provider,
    ai_follow_ups_by_urgency, ai_follow_ups_by_status, ai_follow_ups_by_channel, ai_follow_ups_by_due,
    ai_follow_ups_by_confidence, ai_follow_ups_by_client, ai_follow_ups_by_strategy;
alter table ai_follow_ups disable trigger tell;

alter table ai_follow_ups add column client_key uuid;
update ai_follow_ups f
set client_key = coalesce(n.client_key, '00000000-0000-0000-0000-000000000000')
from ai_follow_ups g left join client_names n on n.name = g.client_id
where f.id = g.id;
alter table ai_follow_ups
    alter column client_key set not null,
    add foreign key (client_key) references clients (key);

alter table ai_follow_ups enable trigger tell;
create unique index one_open_follow_up on ai_follow_ups (client_key)
    where content_hash is not null and status in ('pending', 'approved', 'sending', 'uncertain');
create index ai_follow_ups_client on ai_follow_ups (client_key);
create index ai_follow_ups_due on ai_follow_ups (status, scheduled_date);
create index ai_follow_ups_generated on ai_follow_ups (generated_at);
create index ai_follow_ups_provider on ai_follow_ups (provider_message_id) where provider_message_id is not null;
create index ai_follow_ups_by_urgency on ai_follow_ups (
    (case priority when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end), scheduled_date, id
);
create index ai_follow_ups_by_status on ai_follow_ups (status, id);
create index ai_follow_ups_by_channel on ai_follow_ups (channel, id);
create index ai_follow_ups_by_due on ai_follow_ups (scheduled_date, id);
create index ai_follow_ups_by_confidence on ai_follow_ups (ai_confidence, id);
create index ai_follow_ups_by_client on ai_follow_ups (client_id, id);
create index ai_follow_ups_by_strategy on ai_follow_ups (strategy_id, id);

-- The trail refers to clients by key only: when a client is erased, the names go and the trail stays.
alter table ai_follow_up_logs add column client_key uuid;
update ai_follow_up_logs l set client_key = n.client_key from client_names n where n.name = l.client_id;
alter table ai_follow_up_logs drop column client_id;

-- The clients' preferences.
alter table client_contacts add column client_key uuid;
update client_contacts c set client_key = n.client_key from client_names n where n.name = c.client_id;
delete from client_contacts where client_key is null;
alter table client_contacts drop column client_id, add primary key (client_key);

-- The insights, copied into a new table. `client_id` is the client's current name.
alter table client_insights rename to old_insights;
alter index client_insights_pkey rename to old_insights_pkey;
drop index client_insights_wanted, client_insights_by_risk, client_insights_by_engagement, client_insights_by_value,
    client_insights_by_activity, client_insights_by_next, client_insights_by_strategy, client_insights_by_name;
drop table client_search;

create table client_insights (
    client_key uuid primary key,
    client_id text collate "C" not null,
    -- The profile. The other columns that are not scores repeat parts of it, to sort and filter by.
    -- `json`, not `jsonb`: it is only read whole, and `jsonb` would cost every pass a conversion.
    facts json not null,
    name text not null,
    -- Name and address as a search reads them. The program lowercases them, because SQLite lowercases only ASCII.
    search_text text not null,
    reservations bigint not null check (reservations > 0),
    cancellations bigint not null check (cancellations between 0 and reservations),
    spent_cents bigint not null check (spent_cents >= 0),
    last_activity timestamptz not null,
    full_pass bigint not null,

    analysed_at timestamptz not null,
    -- The earliest time at which the scores may change.
    rescore_at timestamptz not null,
    days_since_last bigint not null check (days_since_last >= 0),
    risk_score bigint not null check (risk_score between 0 and 100),
    engagement_score double precision not null check (engagement_score between 0 and 100),
    recommended_strategy text collate "C",
    needs_follow_up boolean not null,
    -- The business day; the hour, the client's best one, is added when the row is read.
    next_follow_up_on date not null
);

alter table client_insights enable row level security;

insert into client_insights
select n.client_key, i.client_id, i.facts, i.name, i.sought, i.reservations, i.cancellations, i.spent_cents,
    i.last_activity, i.full_pass, i.analysed_at, i.rescore_at, i.days_since_last, i.risk_score, i.engagement_score,
    i.recommended_strategy, i.needs_follow_up, i.next_follow_up_on
from old_insights i join client_names n on n.name = i.client_id
order by n.client_key;

drop table old_insights;

create index client_insights_wanted on client_insights (recommended_strategy) where needs_follow_up;
create index client_insights_by_risk on client_insights (
    risk_score, client_key,
    -- The columns that the counts of the overview and of the thresholds need, so that they read only the index.
    engagement_score, needs_follow_up, spent_cents, last_activity
);
create index client_insights_by_engagement on client_insights (engagement_score, client_key);
create index client_insights_by_value on client_insights (spent_cents, client_key);
create index client_insights_by_activity on client_insights (last_activity, client_key);
create index client_insights_by_next on client_insights (next_follow_up_on, client_key);
create index client_insights_by_strategy on client_insights (coalesce(recommended_strategy, ''), client_key);
-- A prefix is enough to sort by, and the size of an index entry is limited.
create index client_insights_by_name on client_insights (substr(search_text, 1, 200), client_key);

-- The text that a search reads.
create table client_search (
    client_key uuid primary key,
    search_text text not null
);

alter table client_search enable row level security;

insert into client_search (client_key, search_text) select client_key, search_text from client_insights;

do $$
declare
    home text;
begin
    select n.nspname into home
    from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace join pg_am a on a.oid = o.opcmethod
    where o.opcname = 'gin_trgm_ops' and a.amname = 'gin';
    if home is not null then
        execute format('create index client_search_trigrams on client_search using gin (search_text %I.gin_trgm_ops)', home);
    end if;
end
$$;

create or replace function relance_client_search() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into client_search (client_key, search_text) select client_key, search_text from fresh
        on conflict (client_key) do update set search_text = excluded.search_text;
    elsif tg_op = 'UPDATE' then
        update client_search set search_text = new.search_text where client_key = new.client_key;
    else
        delete from client_search s using gone where s.client_key = gone.client_key;
    end if;
    return null;
end
$$;

create trigger client_search_insert after insert on client_insights
    referencing new table as fresh for each statement execute function relance_client_search();
create trigger client_search_update after update of search_text on client_insights
    for each row when (old.search_text <> new.search_text) execute function relance_client_search();
create trigger client_search_delete after delete on client_insights
    referencing old table as gone for each statement execute function relance_client_search();
