-- Clients are identified by a key of ours, no longer by an e-mail address. The addresses and phone numbers on bookings
-- are names that lead to a key; several may lead to one. From here on all our tables refer to clients by key;
-- `reservations` is not changed.
create table clients (
    -- Random, but keys made together sort in creation order, so that lists have the same order on both engines.
    key blob primary key check (length(key) = 16),
    created_at text not null
) strict, without rowid;

create table client_names (
    -- An address as the view `bookings` spells it, a phone number in E.164, or one as spelled on bookings without an
    -- address.
    name text primary key check (name <> ''),
    kind text not null check (kind in ('email', 'phone')),
    -- No foreign key, as on PostgreSQL.
    client_key blob not null
) strict, without rowid;

-- Every client that our tables refer to gets a key: 48 bits of time, the version, 32 bits of the address's rank in byte
-- order, 40 random bits (RFC 9562, 5.7, with a counter as in 6.2).
create table dealt (name text primary key, key blob not null) strict, without rowid;

insert into dealt (name, key)
select name, unhex(
        printf('%012x', cast(unixepoch('now', 'subsec') * 1000 as integer))
        || '7' || substr(printf('%08x', place), 1, 3)
        || '8' || substr(printf('%08x', place), 4, 5)
        || hex(randomblob(5))
    )
from (
    select name, row_number() over (order by name) as place
    from (
        select client_id as name from client_insights
        union select client_id from ai_follow_ups
        union select client_id from client_contacts
        union select client_id from ai_follow_up_logs
    )
    where name <> ''
);

insert into clients (key, created_at) select key, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') from dealt order by name;
insert into client_names (name, kind, client_key) select name, 'email', key from dealt order by name;
drop table dealt;
-- The old system's follow-ups with an empty client id go to one client without a name.
insert into clients (key, created_at)
select x'00000000000000000000000000000000', strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
where exists (select 1 from ai_follow_ups where client_id = '');
create index client_names_client on client_names (client_key);

-- `row_mark` changes when the row does: by sums of it, bookings that changed are found without reading them again. It is
-- derived from what scores depend on, within 36 bits, so that the sum over 100 million rows fits in 64.
drop view bookings;
create view bookings as
select
    lower(trim(email, char(9, 10, 11, 12, 13, 32))) as client_id,
    cast(round(amount * 100) as integer) as cents,
    full_name, phone, activity, address, space_type, start_date, end_date,
    payment_method, transaction_id, status, created_at, updated_at,
    (cast(coalesce(unixepoch(updated_at, 'subsec'), 0) * 1000 as integer) * 31
        + cast(coalesce(unixepoch(created_at, 'subsec'), 0) * 1000 as integer) * 17
        + coalesce(unixepoch(end_date), 0) * 13 + coalesce(cast(round(amount * 100) as integer), 0) * 7
        + case status when 'pending' then 1 when 'confirmed' then 2 when 'completed' then 3 else 4 end
        + length(coalesce(email, ''))) & 68719476735 as row_mark
from reservations;

-- The reservations of a client under all its names. A phone number counts only on bookings without an address.
create view client_bookings as
select n.client_key, b.*
-- The plus takes the column's affinity away: with it, SQLite would not use the index of the expression.
from client_names n join bookings b on b.client_id = +n.name
where n.kind = 'email'
union all
select n.client_key, b.*
from client_names n join bookings b on (b.client_id is null or b.client_id = '') and trim(b.phone) = n.name
where n.kind = 'phone';

-- Follow-ups. `client_id` keeps the client's name at the time of writing, for people to read; no lookup uses it. The
-- indexes are dropped first, so that the update of all rows does not maintain them.
drop index one_open_follow_up;
drop index ai_follow_ups_client;
-- SQLite adds a `not null` column only with a default; the update replaces it in every row that names a client.
alter table ai_follow_ups add column client_key blob not null default x'00000000000000000000000000000000'
    check (length(client_key) = 16);
update ai_follow_ups set client_key = n.client_key from client_names n where n.name = ai_follow_ups.client_id;
create unique index one_open_follow_up on ai_follow_ups (client_key)
    where content_hash is not null and status in ('pending', 'approved', 'sending', 'uncertain');
create index ai_follow_ups_client on ai_follow_ups (client_key);

-- The trail refers to clients by key only: when a client is erased, the names go and the trail stays.
alter table ai_follow_up_logs add column client_key blob;
update ai_follow_up_logs set client_key = n.client_key from client_names n where n.name = ai_follow_up_logs.client_id;
alter table ai_follow_up_logs drop column client_id;

-- The clients' preferences.
create table new_contacts (
    client_key blob primary key,
    email_consent integer not null default 1 check (email_consent in (0, 1)),
    sms_consent integer not null default 1 check (sms_consent in (0, 1)),
    push_consent integer not null default 1 check (push_consent in (0, 1)),
    locale text check (locale in ('fr', 'en')),
    -- A number that replaces the one on the reservations.
    phone text,
    paused_until text,
    updated_at text not null
) strict;
insert into new_contacts (client_key, email_consent, sms_consent, push_consent, locale, phone, paused_until, updated_at)
select n.client_key, c.email_consent, c.sms_consent, c.push_consent, c.locale, c.phone, c.paused_until, c.updated_at
from client_contacts c join client_names n on n.name = c.client_id;
drop table client_contacts;
alter table new_contacts rename to client_contacts;

-- The insights, copied into a new table. `client_id` is the client's current name.
create table new_insights (
    client_key blob primary key,
    client_id text not null,
    -- The profile. The other columns that are not scores repeat parts of it, to sort and filter by.
    facts text not null check (json_valid(facts)),
    name text not null,
    -- Name and address as a search reads them. The program lowercases them, because SQLite lowercases only ASCII.
    search_text text not null,
    reservations integer not null check (reservations > 0),
    cancellations integer not null check (cancellations between 0 and reservations),
    spent_cents integer not null check (spent_cents >= 0),
    last_activity text not null,
    full_pass integer not null,

    analysed_at text not null,
    -- The earliest time at which the scores may change.
    rescore_at text not null,
    days_since_last integer not null check (days_since_last >= 0),
    risk_score integer not null check (risk_score between 0 and 100),
    engagement_score real not null check (engagement_score between 0 and 100),
    recommended_strategy text,
    needs_follow_up integer not null check (needs_follow_up in (0, 1)),
    -- The business day; the hour, the client's best one, is added when the row is read.
    next_follow_up_on text not null
) strict, without rowid;

insert into new_insights
select n.client_key, i.client_id, i.facts, i.name, i.sought, i.reservations, i.cancellations, i.spent_cents,
    i.last_activity, i.full_pass, i.analysed_at, i.rescore_at, i.days_since_last, i.risk_score, i.engagement_score,
    i.recommended_strategy, i.needs_follow_up, i.next_follow_up_on
from client_insights i join client_names n on n.name = i.client_id
order by n.client_key;

drop table client_search_index;
drop table client_search;
drop table client_insights;
alter table new_insights rename to client_insights;

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
-- A prefix is enough to sort by; PostgreSQL limits the size of an index entry.
create index client_insights_by_name on client_insights (substr(search_text, 1, 200), client_key);

-- The text that a search reads.
create table client_search (
    id integer primary key,
    client_key blob not null unique,
    -- As in client_insights.
    search_text text not null
) strict;

-- Finds any part of a word by its trigrams.
create virtual table client_search_index using fts5 (
    search_text, content = 'client_search', content_rowid = 'id', tokenize = 'trigram', detail = 'full'
);
-- Overwrites deleted text in the index too: names and addresses are personal data.
insert into client_search_index (client_search_index, rank) values ('secure-delete', 1);

create trigger client_search_index_insert after insert on client_search begin
    insert into client_search_index (rowid, search_text) values (new.id, new.search_text);
end;
create trigger client_search_index_update after update on client_search begin
    insert into client_search_index (client_search_index, rowid, search_text) values ('delete', old.id, old.search_text);
    insert into client_search_index (rowid, search_text) values (new.id, new.search_text);
end;
create trigger client_search_index_delete after delete on client_search begin
    insert into client_search_index (client_search_index, rowid, search_text) values ('delete', old.id, old.search_text);
end;

create trigger client_search_insert after insert on client_insights begin
    insert into client_search (client_key, search_text) values (new.client_key, new.search_text);
end;
create trigger client_search_update after update of search_text on client_insights when old.search_text <> new.search_text begin
    update client_search set search_text = new.search_text where client_key = new.client_key;
end;
create trigger client_search_delete after delete on client_insights begin
    delete from client_search where client_key = old.client_key;
end;

insert into client_search (client_key, search_text) select client_key, search_text from client_insights;
