-- Moves the state that the programs read out of the trail, which is for people. Its lines so far give the initial
-- state.

-- Who gave each setting its current value, and when.
create table setting_changes (
    key text primary key,
    actor text not null,
    changed_at text not null
) strict;

insert into setting_changes (key, actor, changed_at)
select key, actor, created_at
from (
    select details ->> 'key' as key, actor, created_at,
        row_number() over (partition by details ->> 'key' order by created_at desc, seq desc) as place
    from ai_follow_up_logs where action = 'set' and details ->> 'key' is not null
) as changes
where place = 1;

drop index ai_follow_up_logs_set;

-- The schedule's last action and its details, wherever it ran.
alter table engine_state add column last_run_at text;
alter table engine_state add column last_run text check (json_valid(last_run));

update engine_state
set last_run_at = last.created_at,
    last_run = json_object('action', last.action, 'details', json(last.details))
from (
    select created_at, action, details from ai_follow_up_logs
    where actor = 'relance' order by created_at desc, seq desc limit 1
) as last;

-- When a strategy of the old system was kept because an admin had changed it; a later `updated_at` means that an admin
-- has dealt with it.
alter table ai_follow_up_strategies add column kept_at text;

update ai_follow_up_strategies
set kept_at = (select max(created_at) from ai_follow_up_logs l
    where l.action = 'strategy_kept' and l.strategy_id = ai_follow_up_strategies.id);
