-- no-transaction
create index concurrently if not exists reservations_updated on reservations (updated_at);
