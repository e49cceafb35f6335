-- What the engine knows about itself: one row.
create table engine_state (
    id integer primary key check (id = 1),
    -- Whether these migrations made `reservations`: import and demo write nowhere else.
    owns_reservations boolean not null default false,
    -- Whether what is in it was invented by `demo`; the first import wipes it.
    holds_demo boolean not null default false,
    -- Whether the first `migrate` has written the settings and taken over the old system's strategies.
    seeded boolean not null default false,
    -- The newest `reservations.updated_at` that has been folded; null: fold everything.
    watermark timestamptz,
    -- Counts full passes, so that one knows which insights it has refreshed.
    full_pass bigint not null default 0,
    -- The business day of the last full pass.
    full_pass_day date,
    -- When the schedule last analysed.
    analysed_at timestamptz,
    -- Digest of the strategies and settings that the stored scores were made with.
    rules_hash text,
    -- Reservations by business hour of their making, all clients together: 24 counts.
    hours jsonb not null default '[]'
);

insert into engine_state (id) values (1);

-- Supabase publishes the schema through an HTTP API: row level security without a policy closes it, here and on every
-- table that follows.
alter table engine_state enable row level security;
alter table _sqlx_migrations enable row level security;
