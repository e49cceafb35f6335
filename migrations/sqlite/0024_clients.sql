-- A client is not an address. A client has a key of ours; what bookings call them by, an address or a telephone number, are
-- names that lead to it, and several may lead to one. Every table of ours speaks by key from here on; `reservations` is not
-- touched.
create table clients (
    -- Random, but keys made together sort in the order they were made in: lists are stable, whatever the engine.
    key blob primary key check (length(key) = 16),
    created_at text not null
) strict, without rowid;

create table client_names (
    -- An address as the view `bookings` spells it, a number in E.164, or a number as bookings without an address write it.
    name text primary key check (name <> ''),
    kind text not null check (kind in ('email', 'phone')),
    client_key blob not null references clients (key) on delete cascade
) strict, without rowid;

-- Everybody any table of ours speaks of gets a key: 48 bits of time, the version, 32 bits of the address's place among all,
-- bytewise, 40 random bits. (RFC 9562, 5.7, with a counter as in 6.2.)
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
-- Rows of the old system that name nobody are a client without a name.
insert into clients (key, created_at)
select x'00000000000000000000000000000000', strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
where exists (select 1 from ai_follow_ups where client_id = '');
create index client_names_client on client_names (client_key);

-- The reservations of a client, whatever they are named by there. A number counts where there is no address.
create view client_bookings as
select n.client_key, b.*
from client_names n join bookings b on b.client_id = n.name
where n.kind = 'email'
union all
select n.client_key, b.*
from client_names n join bookings b on (b.client_id is null or b.client_id = '') and trim(b.phone) = n.name
where n.kind = 'phone';

-- Follow-ups. `client_id` stays what the client was called when it was written, for people to read; nothing looks a client
-- up by it. Without its indexes the table is rewritten in one go.
drop index one_open_follow_up;
drop index ai_follow_ups_client;
-- SQLite adds no column that must be there without a value to begin with; every row gets its own at once.
alter table ai_follow_ups add column client_key blob not null default x'00000000000000000000000000000000'
    check (length(client_key) = 16);
update ai_follow_ups set client_key = n.client_key from client_names n where n.name = ai_follow_ups.client_id;
create unique index one_open_follow_up on ai_follow_ups (client_key)
    where content_hash is not null and status in ('pending', 'approved', 'sending', 'uncertain');
create index ai_follow_ups_client on ai_follow_ups (client_key);

-- The trail speaks of keys alone: whoever is forgotten takes their names with them, and the trail stands.
alter table ai_follow_up_logs add column client_key blob;
update ai_follow_up_logs set client_key = n.client_key from client_names n where n.name = ai_follow_up_logs.client_id;
alter table ai_follow_up_logs drop column client_id;

-- What clients told us.
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

-- The insights, written anew in one go. `client_id` is what the client is called now.
create table new_insights (
    client_key blob primary key,
    client_id text not null,
    -- The profile; everything beside it that is not a score repeats a part of it, to sort and filter by.
    facts text not null check (json_valid(facts)),
    name text not null,
    -- Name and address as a search reads them. Lowered by us: SQLite lowers only ASCII.
    sought text not null,
    reservations integer not null check (reservations > 0),
    cancellations integer not null check (cancellations between 0 and reservations),
    spent_cents integer not null check (spent_cents >= 0),
    last_activity text not null,
    full_pass integer not null,

    analysed_at text not null,
    -- The first moment at which the scores may be others.
    rescore_at text not null,
    days_since_last integer not null check (days_since_last >= 0),
    risk_score integer not null check (risk_score between 0 and 100),
    engagement_score real not null check (engagement_score between 0 and 100),
    recommended_strategy text,
    needs_follow_up integer not null check (needs_follow_up in (0, 1)),
    -- The business day; the hour is the client's best one when it is read.
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
    -- What the overview and the thresholds count, so that no row is read for them.
    engagement_score, needs_follow_up, spent_cents, last_activity
);
create index client_insights_by_engagement on client_insights (engagement_score, client_key);
create index client_insights_by_value on client_insights (spent_cents, client_key);
create index client_insights_by_activity on client_insights (last_activity, client_key);
create index client_insights_by_next on client_insights (next_follow_up_on, client_key);
create index client_insights_by_strategy on client_insights (coalesce(recommended_strategy, ''), client_key);
-- A beginning is enough to order by, and an index takes no text of any length.
create index client_insights_by_name on client_insights (substr(sought, 1, 200), client_key);

-- What a search looks through.
create table client_search (
    id integer primary key,
    client_key blob not null unique,
    -- As in client_insights.
    sought text not null
) strict;

-- Any part of a word through its trigrams.
create virtual table client_search_index using fts5 (
    sought, content = 'client_search', content_rowid = 'id', tokenize = 'trigram', detail = 'full'
);
-- What is deleted is overwritten here too: names and addresses are personal data.
insert into client_search_index (client_search_index, rank) values ('secure-delete', 1);

create trigger client_search_index_insert after insert on client_search begin
    insert into client_search_index (rowid, sought) values (new.id, new.sought);
end;
create trigger client_search_index_update after update on client_search begin
    insert into client_search_index (client_search_index, rowid, sought) values ('delete', old.id, old.sought);
    insert into client_search_index (rowid, sought) values (new.id, new.sought);
end;
create trigger client_search_index_delete after delete on client_search begin
    insert into client_search_index (client_search_index, rowid, sought) values ('delete', old.id, old.sought);
end;

create trigger client_search_insert after insert on client_insights begin
    insert into client_search (client_key, sought) values (new.client_key, new.sought);
end;
create trigger client_search_update after update of sought on client_insights when old.sought <> new.sought begin
    update client_search set sought = new.sought where client_key = new.client_key;
end;
create trigger client_search_delete after delete on client_insights begin
    delete from client_search where client_key = old.client_key;
end;

insert into client_search (client_key, sought) select client_key, sought from client_insights;
