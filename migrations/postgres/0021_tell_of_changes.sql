-- Whoever listens hears of a change within a moment: once a statement, never once a row, and nothing but that there was
-- one. The clients' own rows are left out: a pass that wrote them writes its state when it is done.
create function relance_tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('relance', '');
    return null;
end
$$;

create trigger tell after insert or update or delete on ai_follow_ups
    for each statement execute function relance_tell();
create trigger tell after insert or update or delete on ai_follow_up_strategies
    for each statement execute function relance_tell();
create trigger tell after insert or update or delete on ai_follow_up_settings
    for each statement execute function relance_tell();
create trigger tell after insert or update or delete on channels
    for each statement execute function relance_tell();
create trigger tell after insert or update or delete on operators
    for each statement execute function relance_tell();
-- What came of a message: told by providers, or found when a client comes back.
create trigger tell after insert on follow_up_events
    for each statement execute function relance_tell();
create trigger tell after insert or update or delete on engine_state
    for each statement execute function relance_tell();
