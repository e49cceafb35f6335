-- The built-in strategies are written by `migrate` from the code, their one source.
create table if not exists ai_follow_up_strategies (
    id text primary key,
    name text,
    description text,
    trigger_conditions jsonb,
    ai_prompt text,
    priority text,
    channels jsonb,
    cooldown_days bigint,
    is_active boolean,
    created_at timestamptz,
    updated_at timestamptz
);

do $$
declare
    old record;
begin
    for old in
        select conname from pg_constraint
        where conrelid = to_regclass('ai_follow_up_strategies') and contype = 'c'
    loop
        execute format('alter table ai_follow_up_strategies drop constraint %I', old.conname);
    end loop;
    for old in select polname from pg_policy where polrelid = to_regclass('ai_follow_up_strategies') loop
        execute format('drop policy %I on ai_follow_up_strategies', old.polname);
    end loop;
end
$$;

alter table ai_follow_up_strategies enable row level security;

alter table ai_follow_up_strategies
    add column if not exists windows jsonb not null default '[]',
    add column if not exists also_current boolean not null default false;

-- `{email,sms}` is no default for a list in JSON.
alter table ai_follow_up_strategies
    alter column channels drop default,
    alter column trigger_conditions drop default,
    alter column cooldown_days drop default,
    alter column priority drop default;

-- Ids are ordered bytewise, as clients are; lists are JSON on both engines.
alter table ai_follow_up_strategies
    alter column id type text collate "C",
    alter column name type text,
    alter column description type text,
    alter column trigger_conditions type jsonb using to_jsonb(trigger_conditions),
    alter column ai_prompt type text,
    alter column priority type text,
    alter column channels type jsonb using to_jsonb(channels),
    alter column cooldown_days type bigint,
    alter column created_at type timestamptz,
    alter column updated_at type timestamptz;

-- A strategy without conditions fires for everyone: one that has lost its own must not.
update ai_follow_up_strategies set is_active = false
where is_active is null or trigger_conditions is null or jsonb_typeof(trigger_conditions) <> 'array';

update ai_follow_up_strategies set priority = 'low'
where priority is null or priority not in ('low', 'medium', 'high', 'urgent');

update ai_follow_up_strategies
set name = coalesce(name, id),
    description = coalesce(description, ''),
    trigger_conditions = coalesce(trigger_conditions, '[]'),
    ai_prompt = coalesce(ai_prompt, ''),
    channels = coalesce(channels, '["email"]'),
    cooldown_days = greatest(0, least(3650, coalesce(cooldown_days, 30))),
    created_at = coalesce(created_at, updated_at, now()),
    updated_at = coalesce(updated_at, created_at, now())
where cooldown_days not between 0 and 3650
    or num_nulls(name, description, trigger_conditions, ai_prompt, channels, cooldown_days, created_at, updated_at) > 0;

alter table ai_follow_up_strategies
    alter column name set not null,
    alter column description set default '',
    alter column description set not null,
    alter column trigger_conditions set default '[]',
    alter column trigger_conditions set not null,
    alter column ai_prompt set default '',
    alter column ai_prompt set not null,
    alter column priority set not null,
    alter column channels set not null,
    alter column cooldown_days set not null,
    alter column is_active set default true,
    alter column is_active set not null,
    alter column created_at set not null,
    alter column updated_at set not null,
    add check (priority in ('low', 'medium', 'high', 'urgent')),
    add check (cooldown_days >= 0);
