-- The stages of the schedule that failed when they last ran, and since when: whoever opens the console must see it. Gone as
-- soon as the stage has succeeded.
create table failing_stages (
    stage text primary key check (stage in ('analyse', 'generate', 'reconcile', 'send', 'attribute', 'maintain')),
    since timestamptz not null,
    because text not null
);

alter table failing_stages enable row level security;

create trigger tell after insert or update or delete on failing_stages
    for each statement execute function relance_tell();
