-- The channel that a client asked for: it comes before the strategy's own order.
alter table client_contacts add column preferred_channel text check (preferred_channel in ('email', 'sms', 'push'));
