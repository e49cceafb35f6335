-- Stores the cause of a pause as a code and its numbers, to be shown in the reader's language. Sentences of earlier
-- versions are parsed; any other text stays as it is.
alter table channels add column paused_count integer check (paused_count >= 0);
alter table channels add column paused_of integer check (paused_of >= 0);

-- SQLite cannot split a text, so the numbers are found by position: `N of the last M messages …`.
update channels
set paused_count = cast(paused_because as integer),
    paused_of = cast(substr(paused_because, instr(paused_because, ' of the last ') + 13) as integer),
    paused_because = case when paused_because like '%spam' then 'complaints' else 'dead_addresses' end
where paused_because glob '[0-9]* of the last [0-9]* messages went to dead addresses'
    or paused_because glob '[0-9]* of the last [0-9]* messages were called spam';
