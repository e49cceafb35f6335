create table if not exists ai_follow_up_settings (
    id text primary key,
    high_risk_threshold bigint,
    low_engagement_threshold bigint,
    critical_inactivity_days bigint,
    check_interval_minutes bigint,
    daily_follow_up_limit bigint,
    auto_mode_enabled boolean
);

do $$
declare
    old record;
begin
    for old in
        select conname from pg_constraint
        where conrelid = to_regclass('ai_follow_up_settings') and contype = 'c'
    loop
        execute format('alter table ai_follow_up_settings drop constraint %I', old.conname);
    end loop;
    for old in select polname from pg_policy where polrelid = to_regclass('ai_follow_up_settings') loop
        execute format('drop policy %I on ai_follow_up_settings', old.polname);
    end loop;
end
$$;

alter table ai_follow_up_settings enable row level security;

alter table ai_follow_up_settings
    -- Not every version of the old system had each of these.
    add column if not exists high_risk_threshold bigint,
    add column if not exists low_engagement_threshold bigint,
    add column if not exists critical_inactivity_days bigint,
    add column if not exists check_interval_minutes bigint,
    add column if not exists daily_follow_up_limit bigint,
    add column if not exists auto_mode_enabled boolean,
    add column if not exists created_at timestamptz,
    add column if not exists updated_at timestamptz,
    add column if not exists enabled boolean not null default true,
    -- Who carries the messages of this database.
    add column if not exists delivery text not null default 'aws' check (delivery in ('outbox', 'aws')),
    -- The settings the old table had no column for.
    add column if not exists options jsonb not null default '{}';

alter table ai_follow_up_settings
    alter column id type text,
    alter column high_risk_threshold type bigint,
    alter column low_engagement_threshold type bigint,
    alter column critical_inactivity_days type bigint,
    alter column check_interval_minutes type bigint,
    alter column daily_follow_up_limit type bigint,
    alter column created_at type timestamptz,
    alter column updated_at type timestamptz;

-- What is missing goes to the default, what is out of range to the nearest end of it. The coalesce is inside: least and
-- greatest pass over a null.
update ai_follow_up_settings
set high_risk_threshold = greatest(0, least(100, coalesce(high_risk_threshold, 70))),
    low_engagement_threshold = greatest(0, least(100, coalesce(low_engagement_threshold, 40))),
    critical_inactivity_days = greatest(1, least(3650, coalesce(critical_inactivity_days, 30))),
    check_interval_minutes = greatest(1, least(1440, coalesce(check_interval_minutes, 60))),
    daily_follow_up_limit = greatest(0, least(100000, coalesce(daily_follow_up_limit, 50))),
    auto_mode_enabled = coalesce(auto_mode_enabled, false),
    created_at = coalesce(created_at, updated_at, now()),
    updated_at = coalesce(updated_at, created_at, now());

alter table ai_follow_up_settings
    alter column enabled set default true,
    alter column auto_mode_enabled set default false,
    alter column auto_mode_enabled set not null,
    alter column check_interval_minutes set default 60,
    alter column check_interval_minutes set not null,
    alter column daily_follow_up_limit set default 50,
    alter column daily_follow_up_limit set not null,
    alter column high_risk_threshold set default 70,
    alter column high_risk_threshold set not null,
    alter column low_engagement_threshold set default 40,
    alter column low_engagement_threshold set not null,
    alter column critical_inactivity_days set default 30,
    alter column critical_inactivity_days set not null,
    alter column created_at set not null,
    alter column updated_at set not null,
    add check (check_interval_minutes between 1 and 1440),
    add check (daily_follow_up_limit >= 0),
    add check (high_risk_threshold between 0 and 100),
    add check (low_engagement_threshold between 0 and 100),
    add check (critical_inactivity_days > 0),
    -- Not validated: rows of the old system under another name stay, unread.
    add check (id = 'default') not valid;
