-- The expression is the one of the view `bookings`.
create index reservations_address on reservations (
    case when octet_length(email) <= 320 and octet_length(email) = length(email)
        and instr(email, '@') > 0 and email not glob ('*[^' || char(9) || '-~]*')
        then lower(trim(email, char(9, 10, 11, 12, 13, 32))) end
);
