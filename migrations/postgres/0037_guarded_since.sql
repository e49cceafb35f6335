-- Since when the database has operators. Once it had one, an empty table of operators makes nobody an admin: whoever empties
-- it gains nothing. The database's owner lets a first operator be added anew by setting it to null.
alter table engine_state add column guarded_since timestamptz;
update engine_state set guarded_since = (select min(created_at) from operators);
