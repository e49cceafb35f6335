-- The booking site's table, made here only because an embedded database has no booking site.
create table reservations (
    id blob primary key,
    full_name text not null,
    email text not null,
    phone text not null,
    company text,
    activity text not null,
    address text,
    space_type text not null,
    start_date text not null,
    end_date text not null check (end_date >= start_date),
    occupants integer not null default 1 check (occupants > 0),
    subscription_type text not null,
    -- Currency units. A double holds two decimals exactly enough up to 10^13; it is only ever read as cents.
    amount real not null check (amount >= 0),
    payment_method text not null,
    transaction_id text not null,
    status text not null check (status in ('pending', 'confirmed', 'completed', 'cancelled')),
    notes text,
    admin_notes text,
    created_at text not null,
    updated_at text not null
) strict;

-- What an import recognises a reservation by.
create unique index reservations_import_key
    on reservations (lower(trim(email, char(9, 10, 11, 12, 13, 32))), transaction_id);

update engine_state set owns_reservations = 1;

-- How Relance reads reservations: whose they are, and money in cents (null where the row cannot be read).
create view bookings as
select
    lower(trim(email, char(9, 10, 11, 12, 13, 32))) as client_id,
    cast(round(amount * 100) as integer) as cents,
    full_name, phone, activity, address, space_type, start_date, end_date,
    payment_method, transaction_id, status, created_at, updated_at
from reservations;
