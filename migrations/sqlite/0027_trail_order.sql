-- Numbers the lines of the trail to order them: times are equal within a run, and ids are random. Numbers may have
-- gaps.
alter table ai_follow_up_logs add column seq integer;

update ai_follow_up_logs set seq = numbered.seq
from (select id, row_number() over (order by created_at, id) as seq from ai_follow_up_logs) as numbered
where numbered.id = ai_follow_up_logs.id;

create unique index ai_follow_up_logs_seq on ai_follow_up_logs (seq);

-- SQLite has one writer at a time, so no other can take the same number.
create trigger ai_follow_up_logs_number after insert on ai_follow_up_logs when new.seq is null
begin
    update ai_follow_up_logs set seq = (select coalesce(max(seq), 0) + 1 from ai_follow_up_logs) where id = new.id;
end;
