-- What holds a whole channel back: one row each.
create table channels (
    channel text primary key check (channel in ('email', 'sms', 'push')),
    paused_at text,
    -- Why, in a sentence.
    paused_because text,
    -- Messages sent before do not count any more: a person has looked at them.
    counted_from text,
    check ((paused_at is null) = (paused_because is null))
) strict;

insert into channels (channel) values ('email'), ('sms'), ('push');
