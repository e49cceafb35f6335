-- Moves the profile out of the row that lists read: the scores in that row change every night, the profile only with
-- the reservations.
create table client_facts (
    client_key blob primary key,
    -- The profile.
    facts text not null check (json_valid(facts)),
    -- What the profile was folded from: the number of readable reservations, and the sum of their hashes. If the
    -- current reservations give the same two numbers, they have not changed.
    folded_rows integer not null default 0,
    folded_marks integer not null default 0
) strict, without rowid;

insert into client_facts (client_key, facts) select client_key, facts from client_insights order by client_key;

-- The inputs of the scores become columns, so that scoring a client again reads no JSON.
alter table client_insights add column last_day text;
alter table client_insights add column newest_status text not null default '';
update client_insights set last_day = facts ->> '$.last_day', newest_status = facts ->> '$.newest.status';
alter table client_insights drop column facts;
-- Derived from last_activity.
alter table client_insights drop column days_since_last;

-- A booking may commit minutes after its `updated_at`. `recent_rows` is the number of bookings that the last analysis
-- saw between `recent_from` and the watermark; another number at the next analysis may mean a late commit.
alter table engine_state add column recent_from text;
alter table engine_state add column recent_rows integer not null default 0;
