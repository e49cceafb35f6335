-- no-transaction
-- The booking site goes on writing while it is built. The expression is the one of the view `bookings`.
create index concurrently if not exists reservations_client
    on reservations (lower(trim(both E' \t\n\r\x0b\x0c' from email::text) collate "C"));
