-- Anybody may write a reservation through the booking site's form, and its table has no limits. What the view gives is
-- bounded: each text is cut, so that a page of rows has a bounded size, and an address is one that could be an address.

-- Addresses and numbers on reservations that name nobody, because staff type them where a guest gives none. The
-- analysis fills the table: only the program knows what is an address, and what an admin listed.
create table placeholders (
    -- An address as the view `bookings` spells it, or a number as spelled on reservations.
    name text primary key
) strict, without rowid;

drop view client_bookings;
drop view bookings;

-- As on PostgreSQL. Dates and times are texts here, which are null where they are none.
create view bookings as
select
    -- Addresses are ASCII. The two lengths differ where a text holds a NUL, at which `glob` would stop.
    case when octet_length(email) <= 320 and octet_length(email) = length(email)
        and instr(email, '@') > 0 and email not glob ('*[^' || char(9) || '-~]*')
        then lower(trim(email, char(9, 10, 11, 12, 13, 32))) end as client_id,
    case when amount between 0 and 9999999999.99 then cast(round(amount * 100) as integer) end as cents,
    substr(full_name, 1, 120) as full_name,
    substr(phone, 1, 60) as phone,
    substr(activity, 1, 80) as activity,
    substr(address, 1, 120) as address,
    substr(space_type, 1, 40) as space_type,
    case when start_date between '0001-01-01' and '9999-12-31' and date(start_date) = start_date
        then start_date end as start_date,
    case when end_date between '0001-01-01' and '9999-12-31' and date(end_date) = end_date
        then end_date end as end_date,
    substr(payment_method, 1, 40) as payment_method,
    substr(transaction_id, 1, 100) as transaction_id,
    status,
    case when created_at between '2000-01-01' and '2101-01-01'
        and strftime('%Y-%m-%dT%H:%M:%S', substr(created_at, 1, 19)) = substr(created_at, 1, 19)
        and (substr(created_at, 20) = '+00:00'
            or substr(created_at, 20) glob '.[0-9]*+00:00' and substr(created_at, 21, length(created_at) - 26) not glob '*[^0-9]*')
        then created_at end as created_at,
    updated_at,
    (cast(coalesce(unixepoch(updated_at, 'subsec'), 0) * 1000 as integer) * 31
        + cast(coalesce(unixepoch(created_at, 'subsec'), 0) * 1000 as integer) * 17
        + coalesce(unixepoch(end_date), 0) * 13 + coalesce(cast(round(amount * 100) as integer), 0) * 7
        + case status when 'pending' then 1 when 'confirmed' then 2 when 'completed' then 3 else 4 end
        + length(coalesce(email, ''))) & 68719476735 as row_mark
from reservations;

-- The reservations whose address names nobody: their number may.
create view bookings_by_number as
select null as client_id, cents, full_name, phone, activity, address, space_type, start_date, end_date,
    payment_method, transaction_id, status, created_at, updated_at, row_mark, trim(phone) as number
from bookings
where client_id is null
union all
select null, b.cents, b.full_name, b.phone, b.activity, b.address, b.space_type, b.start_date, b.end_date,
    b.payment_method, b.transaction_id, b.status, b.created_at, b.updated_at, b.row_mark, trim(b.phone)
from placeholders p join bookings b on b.client_id = +p.name;

-- The reservations of a client under all its names. A phone number counts only where the address names nobody.
create view client_bookings as
select n.client_key, b.*
-- The plus takes the column's affinity away: with it, SQLite would not use the index of the expression.
from client_names n join bookings b on b.client_id = +n.name
where n.kind = 'email' and not exists (select 1 from placeholders p where p.name = n.name)
union all
select n.client_key, b.client_id, b.cents, b.full_name, b.phone, b.activity, b.address, b.space_type, b.start_date,
    b.end_date, b.payment_method, b.transaction_id, b.status, b.created_at, b.updated_at, b.row_mark
from client_names n join bookings_by_number b on b.number = +n.name
where n.kind = 'phone' and not exists (select 1 from placeholders p where p.name = n.name);

-- What the view gives has changed for every row: the next analysis reads all of them.
update engine_state set watermark = null;
