-- One row a client: the folded facts, and the scores as of `analysed_at`.
create table client_insights (
    client_id text primary key,
    -- The profile; everything beside it that is not a score repeats a part of it, to sort and filter by.
    facts text not null check (json_valid(facts)),
    name text not null,
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

create index client_insights_wanted on client_insights (recommended_strategy) where needs_follow_up;
