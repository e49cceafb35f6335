-- The stages of the schedule that failed when they last ran, and since when: whoever opens the console must see it. Gone as
-- soon as the stage has succeeded.
create table failing_stages (
    stage text primary key check (stage in ('analyse', 'generate', 'reconcile', 'send', 'attribute', 'maintain')),
    since text not null,
    because text not null
) strict;
