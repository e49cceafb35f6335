-- Counts the changes of a follow-up: whoever writes the next version names the one they started from, and nothing is
-- written over another's change.
alter table ai_follow_ups add column version integer not null default 0;

-- An older program that still runs while the schema changes, and whoever writes by hand, knows nothing of versions: the
-- database counts for them, so that their change is noticed as well. Nothing has to be stopped for this migration.
create trigger count_version after update on ai_follow_ups when new.version = old.version
begin
    update ai_follow_ups set version = old.version + 1 where id = new.id;
end;
