-- Optimistic locking: an update names the version that it started from, so that it cannot overwrite another change.
alter table ai_follow_ups add column version integer not null default 0;

-- Updates that set no version, by hand or by an older program that still runs, get the next version from this trigger,
-- so that their changes are noticed too. Nothing has to be stopped for this migration.
create trigger count_version after update on ai_follow_ups when new.version = old.version
begin
    update ai_follow_ups set version = old.version + 1 where id = new.id;
end;
