-- Whether a follow-up may leave only while its strategy's conditions hold for the client: not once a person has decided
-- in spite of them.
alter table ai_follow_ups add column bound_to_conditions integer not null default 1 check (bound_to_conditions in (0, 1));
