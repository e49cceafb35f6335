create index reservations_updated on reservations (updated_at);
