-- What the engine knows about itself: one row.
create table engine_state (
    id integer primary key check (id = 1),
    -- Whether these migrations made `reservations`: import and demo write nowhere else.
    owns_reservations integer not null default 0 check (owns_reservations in (0, 1)),
    -- Whether what is in it was invented by `demo`; the first import wipes it.
    holds_demo integer not null default 0 check (holds_demo in (0, 1)),
    -- Whether the first `migrate` has written the settings and taken over the old system's strategies.
    seeded integer not null default 0 check (seeded in (0, 1)),
    -- The newest `reservations.updated_at` that has been folded; null: fold everything.
    watermark text,
    -- Counts full passes, so that one knows which insights it has refreshed.
    full_pass integer not null default 0,
    -- The business day of the last full pass.
    full_pass_day text,
    -- When the schedule last analysed.
    analysed_at text,
    -- Digest of the strategies and settings that the stored scores were made with.
    rules_hash text,
    -- Reservations by business hour of their making, all clients together: 24 counts.
    hours text not null default '[]' check (json_valid(hours))
) strict;

insert into engine_state (id) values (1);
