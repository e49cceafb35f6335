-- Numbers the lines of the trail to order them: times are equal within a run, and ids are random. Numbers may have
-- gaps.
alter table ai_follow_up_logs add column seq bigint;

update ai_follow_up_logs l set seq = numbered.seq
from (select id, row_number() over (order by created_at, id) as seq from ai_follow_up_logs) numbered
where numbered.id = l.id;

alter table ai_follow_up_logs alter column seq set not null;
alter table ai_follow_up_logs alter column seq add generated always as identity;
select setval(pg_get_serial_sequence('ai_follow_up_logs', 'seq'), coalesce(max(seq), 0) + 1, false)
from ai_follow_up_logs;

create unique index ai_follow_up_logs_seq on ai_follow_up_logs (seq);
