create table ai_follow_up_settings (
    id text primary key check (id = 'default'),
    enabled integer not null default 1 check (enabled in (0, 1)),
    auto_mode_enabled integer not null default 0 check (auto_mode_enabled in (0, 1)),
    check_interval_minutes integer not null default 60 check (check_interval_minutes between 1 and 1440),
    daily_follow_up_limit integer not null default 50 check (daily_follow_up_limit >= 0),
    high_risk_threshold integer not null default 70 check (high_risk_threshold between 0 and 100),
    low_engagement_threshold integer not null default 40 check (low_engagement_threshold between 0 and 100),
    critical_inactivity_days integer not null default 30 check (critical_inactivity_days > 0),
    -- Who carries the messages of this database.
    delivery text not null default 'outbox' check (delivery in ('outbox', 'aws')),
    -- The settings the old table had no column for.
    options text not null default '{}' check (json_valid(options)),
    created_at text not null,
    updated_at text not null
) strict;
