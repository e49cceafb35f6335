-- The built-in strategies are written by `migrate` from the code, their one source.
create table ai_follow_up_strategies (
    id text primary key,
    name text not null,
    description text not null default '',
    trigger_conditions text not null default '[]' check (json_valid(trigger_conditions)),
    ai_prompt text not null default '',
    priority text not null check (priority in ('low', 'medium', 'high', 'urgent')),
    channels text not null check (json_valid(channels)),
    cooldown_days integer not null check (cooldown_days >= 0),
    windows text not null default '[]' check (json_valid(windows)),
    also_current integer not null default 0 check (also_current in (0, 1)),
    is_active integer not null default 1 check (is_active in (0, 1)),
    created_at text not null,
    updated_at text not null
) strict;
