-- Moves the profile out of the row that lists read: the scores in that row change every night, the profile only with
-- the reservations.
create table client_facts (
    client_key uuid primary key,
    -- The profile. `json`, not `jsonb`: it is only read whole, and `jsonb` would cost every pass a conversion.
    facts json not null,
    -- What the profile was folded from: the number of bookings, and the sum of their marks. If the current bookings give
    -- the same two numbers, they have not changed.
    folded_rows bigint not null default 0,
    folded_marks bigint not null default 0
);

alter table client_facts enable row level security;

insert into client_facts (client_key, facts) select client_key, facts from client_insights order by client_key;

drop index client_insights_wanted, client_insights_by_risk, client_insights_by_engagement, client_insights_by_value,
    client_insights_by_activity, client_insights_by_next, client_insights_by_strategy, client_insights_by_name;

-- The inputs of the scores become columns, so that scoring a client again reads no JSON.
alter table client_insights add column last_day date, add column newest_status text;
update client_insights
set last_day = (facts ->> 'last_day')::date, newest_status = facts -> 'newest' ->> 'status';
alter table client_insights
    alter column newest_status set not null,
    drop column facts,
    -- Derived from last_activity.
    drop column days_since_last;

-- What changes every day for everybody is no column of the row, so that a night writes only the rows whose scores changed:
-- the day of the next follow-up follows from the day of the assessment, and the moment of the last analysis is in
-- engine_state. `turns_at` is the time of day, in microseconds UTC, at which the days since the last activity grow by one.
alter table client_insights
    add column turns_at bigint,
    add column assessed_on date,
    add column days_to_next bigint;
update client_insights
set turns_at = (extract(epoch from last_activity) * 1000000)::bigint % 86400000000,
    assessed_on = coalesce(s.full_pass_day, client_insights.analysed_at::date),
    days_to_next = greatest(0, next_follow_up_on - coalesce(s.full_pass_day, client_insights.analysed_at::date))
from (select full_pass_day from engine_state) s;
alter table client_insights
    alter column turns_at set not null,
    alter column assessed_on set not null,
    alter column days_to_next set not null,
    add check (days_to_next >= 0),
    drop column rescore_at,
    drop column next_follow_up_on;

create index client_insights_wanted on client_insights (recommended_strategy) where needs_follow_up;
create index client_insights_by_risk on client_insights (
    risk_score, client_key,
    -- The columns that the counts of the overview and of the thresholds need, so that they read only the index.
    engagement_score, needs_follow_up, spent_cents, last_activity
);
create index client_insights_by_engagement on client_insights (engagement_score, client_key);
create index client_insights_by_value on client_insights (spent_cents, client_key);
create index client_insights_by_activity on client_insights (last_activity, client_key);
create index client_insights_by_next on client_insights (days_to_next, client_key);
create index client_insights_by_strategy on client_insights (coalesce(recommended_strategy, ''), client_key);
create index client_insights_by_name on client_insights (substr(search_text, 1, 200), client_key);

-- A booking may commit minutes after its `updated_at`. `recent_rows` is the number of bookings that the last analysis
-- saw between `recent_from` and the watermark; another number at the next analysis may mean a late commit.
alter table engine_state add column recent_from timestamptz, add column recent_rows bigint not null default 0;
-- The checksum of the bookings that are no part of a profile: with the profiles' own, it gives that of all bookings as long as
-- none has changed.
alter table engine_state add column left_out_rows bigint;
alter table engine_state add column left_out_marks bigint;
