-- no-transaction
-- In place of `reservations_client`, which took an address of any length and refused the reservation, or failed to be
-- built, where it was beyond what an index holds. The expression is the one of the view `bookings`.
create index concurrently if not exists reservations_address on reservations ((
    case when octet_length(email::text) <= 320 and octet_length(email::text) = length(email::text)
        and strpos(email::text, '@') > 0
        then lower(trim(both E' \t\n\r\x0b\x0c' from email::text) collate "C") end
));
