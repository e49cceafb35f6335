-- Moves the state that the programs read out of the trail, which is for people. Its lines so far give the initial
-- state.

-- Who gave each setting its current value, and when.
create table setting_changes (
    key text primary key,
    actor text not null,
    changed_at timestamptz not null
);

alter table setting_changes enable row level security;

insert into setting_changes (key, actor, changed_at)
select key, actor, created_at
from (
    select details ->> 'key' as key, actor, created_at,
        row_number() over (partition by details ->> 'key' order by created_at desc, seq desc) as place
    from ai_follow_up_logs where action = 'set' and details ->> 'key' is not null
) changes
where place = 1;

drop index ai_follow_up_logs_set;

-- The schedule's last action and its details, wherever it ran.
alter table engine_state
    add column last_run_at timestamptz,
    add column last_run jsonb;

update engine_state
set last_run_at = last.created_at,
    last_run = jsonb_build_object('action', last.action, 'details', last.details)
from (
    select created_at, action, details from ai_follow_up_logs
    where actor = 'relance' order by created_at desc, seq desc limit 1
) last;

-- When a strategy of the old system was kept because an admin had changed it; a later `updated_at` means that an admin
-- has dealt with it.
alter table ai_follow_up_strategies add column kept_at timestamptz;

update ai_follow_up_strategies s
set kept_at = (select max(created_at) from ai_follow_up_logs l where l.action = 'strategy_kept' and l.strategy_id = s.id);
