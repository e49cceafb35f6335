-- What reservations say in full stands apart from the row that lists are read from: time changes that row every night, and
-- the document only changes with the reservations.
create table client_facts (
    client_key uuid primary key,
    -- The profile. `json`, not `jsonb`: it is only ever read whole, and every pass would pay for taking it apart.
    facts json not null,
    -- What it was folded from: how many reservations that can be read, and the sum of a mark of each. Where both are what
    -- the reservations give now, nothing has changed.
    folded_rows bigint not null default 0,
    folded_marks bigint not null default 0
);

alter table client_facts enable row level security;

insert into client_facts (client_key, facts) select client_key, facts from client_insights order by client_key;

drop index client_insights_wanted, client_insights_by_risk, client_insights_by_engagement, client_insights_by_value,
    client_insights_by_activity, client_insights_by_next, client_insights_by_strategy, client_insights_by_name;

-- What scores are made of stands in columns: scoring a client again reads no document.
alter table client_insights add column last_day date, add column newest_status text;
update client_insights
set last_day = (facts ->> 'last_day')::date, newest_status = facts -> 'newest' ->> 'status';
alter table client_insights
    alter column newest_status set not null,
    drop column facts,
    -- It follows from last_activity.
    drop column days_since_last;

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
create index client_insights_by_name on client_insights (substr(sought, 1, 200), client_key);

-- A booking may commit some minutes after its `updated_at`. How many were seen that had changed after that moment: another
-- number tells that one came late.
alter table engine_state add column recent_from timestamptz, add column recent_rows bigint not null default 0;
