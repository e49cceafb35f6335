-- Stores the cause of a pause as a code and its numbers, to be shown in the reader's language. Sentences of earlier
-- versions are parsed; any other text stays as it is.
alter table channels add column paused_count bigint check (paused_count >= 0);
alter table channels add column paused_of bigint check (paused_of >= 0);

update channels
set paused_count = split_part(paused_because, ' ', 1)::bigint,
    paused_of = split_part(paused_because, ' ', 5)::bigint,
    paused_because = case when paused_because like '%spam' then 'complaints' else 'dead_addresses' end
where paused_because ~ '^\d{1,18} of the last \d{1,18} messages (went to dead addresses|were called spam)$';
