-- What reservations say in full stands apart from the row that lists are read from: time changes that row every night, and
-- the document only changes with the reservations.
create table client_facts (
    client_key blob primary key,
    -- The profile.
    facts text not null check (json_valid(facts)),
    -- What it was folded from: how many reservations that can be read, and the sum of a mark of each. Where both are what
    -- the reservations give now, nothing has changed.
    folded_rows integer not null default 0,
    folded_marks integer not null default 0
) strict, without rowid;

insert into client_facts (client_key, facts) select client_key, facts from client_insights order by client_key;

-- What scores are made of stands in columns: scoring a client again reads no document.
alter table client_insights add column last_day text;
alter table client_insights add column newest_status text not null default '';
update client_insights set last_day = facts ->> '$.last_day', newest_status = facts ->> '$.newest.status';
alter table client_insights drop column facts;
-- It follows from last_activity.
alter table client_insights drop column days_since_last;

-- A booking may commit some minutes after its `updated_at`. How many were seen that had changed after that moment: another
-- number tells that one came late.
alter table engine_state add column recent_from text;
alter table engine_state add column recent_rows integer not null default 0;
