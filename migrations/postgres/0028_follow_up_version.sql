-- Counts the changes of a follow-up: whoever writes the next version names the one they started from, and nothing is
-- written over another's change. Adding it rewrites no row.
alter table ai_follow_ups add column version bigint not null default 0;

-- An older program that still runs while the schema changes, and whoever writes by hand, knows nothing of versions: the
-- database counts for them, so that their change is noticed as well. Nothing has to be stopped for this migration.
create function relance_count_version() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;

create trigger count_version before update on ai_follow_ups
    for each row when (new.version = old.version) execute function relance_count_version();
