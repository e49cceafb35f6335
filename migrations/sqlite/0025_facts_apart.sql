-- Moves the profile out of the row that lists read: the scores in that row change every night, the profile only with
-- the reservations.
create table client_facts (
    client_key blob primary key,
    -- The profile.
    facts text not null check (json_valid(facts)),
    -- What the profile was folded from: the number of bookings, and the sum of their marks. If the current bookings give
    -- the same two numbers, they have not changed.
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

-- What changes every day for everybody is no column of the row, so that a night writes only the rows whose scores changed:
-- the day of the next follow-up follows from the day of the assessment, and the moment of the last analysis is in
-- engine_state. `turns_at` is the time of day, in microseconds UTC, at which the days since the last activity grow by one.
alter table client_insights add column turns_at integer not null default 0;
alter table client_insights add column assessed_on text not null default '1970-01-01';
alter table client_insights add column days_to_next integer not null default 0 check (days_to_next >= 0);
update client_insights
set turns_at = cast(unixepoch(last_activity, 'subsec') * 1000000 as integer) % 86400000000,
    assessed_on = coalesce((select full_pass_day from engine_state), date(analysed_at)),
    days_to_next = max(0, cast(julianday(next_follow_up_on)
        - julianday(coalesce((select full_pass_day from engine_state), date(analysed_at))) as integer));
drop index client_insights_by_next;
alter table client_insights drop column rescore_at;
alter table client_insights drop column next_follow_up_on;
create index client_insights_by_next on client_insights (days_to_next, client_key);

-- A booking may commit minutes after its `updated_at`. `recent_rows` is the number of bookings that the last analysis
-- saw between `recent_from` and the watermark; another number at the next analysis may mean a late commit.
alter table engine_state add column recent_from text;
alter table engine_state add column recent_rows integer not null default 0;
-- The checksum of the bookings that are no part of a profile: with the profiles' own, it gives that of all bookings as long as
-- none has changed.
alter table engine_state add column left_out_rows integer;
alter table engine_state add column left_out_marks integer;
