-- One row a client: the folded facts, and the scores as of `analysed_at`.
create table client_insights (
    client_id text collate "C" primary key,
    -- The profile; everything beside it that is not a score repeats a part of it, to sort and filter by.
    -- `json`, not `jsonb`: it is only ever read whole, and every pass would pay for taking it apart.
    facts json not null,
    name text not null,
    reservations bigint not null check (reservations > 0),
    cancellations bigint not null check (cancellations between 0 and reservations),
    spent_cents bigint not null check (spent_cents >= 0),
    last_activity timestamptz not null,
    full_pass bigint not null,

    analysed_at timestamptz not null,
    -- The first moment at which the scores may be others.
    rescore_at timestamptz not null,
    days_since_last bigint not null check (days_since_last >= 0),
    risk_score bigint not null check (risk_score between 0 and 100),
    engagement_score double precision not null check (engagement_score between 0 and 100),
    recommended_strategy text collate "C",
    needs_follow_up boolean not null,
    -- The business day; the hour is the client's best one when it is read.
    next_follow_up_on date not null
);

alter table client_insights enable row level security;

create index client_insights_wanted on client_insights (recommended_strategy) where needs_follow_up;
