-- What holds a whole channel back: one row each. Whoever takes in feedback locks the row of the channel, so that what
-- follows from several events does not depend on which was first.
create table channels (
    channel text primary key check (channel in ('email', 'sms', 'push')),
    paused_at timestamptz,
    -- Why, in a sentence.
    paused_because text,
    -- Messages sent before do not count any more: a person has looked at them.
    counted_from timestamptz,
    check ((paused_at is null) = (paused_because is null))
);

alter table channels enable row level security;

insert into channels (channel) values ('email'), ('sms'), ('push');
