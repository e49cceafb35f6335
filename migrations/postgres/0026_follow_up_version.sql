-- Optimistic locking: an update names the version that it started from, so that it cannot overwrite another change.
-- Adding the column rewrites no row.
alter table ai_follow_ups add column version bigint not null default 0;

-- Updates that set no version, by hand or by an older program that still runs, get the next version from this trigger,
-- so that their changes are noticed too. Nothing has to be stopped for this migration.
create function relance_count_version() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;

create trigger count_version before update on ai_follow_ups
    for each row when (new.version = old.version) execute function relance_count_version();
