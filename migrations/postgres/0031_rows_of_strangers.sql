-- Anybody may write a reservation through the booking site's form, and its table has no limits. What the view gives is
-- bounded: each text is cut, so that a page of rows has a bounded size, and an address is one that could be an address.

-- Addresses and numbers on reservations that name nobody, because staff type them where a guest gives none. The
-- analysis fills the table: only the program knows what is an address, and what an admin listed.
create table placeholders (
    -- An address as the view `bookings` spells it, or a number as spelled on reservations.
    name text collate "C" primary key
);

alter table placeholders enable row level security;

do $$
declare
    -- Not every version of the booking site asks for an address.
    address text := 'null::text';
    -- A time without a zone is one of the business.
    created_at text := 'created_at';
    updated_at text := 'updated_at';
    naive constant text := '(case when %1$I between ''0001-01-01'' and ''9999-12-31'' then %1$I at time zone coalesce(
        (select options ->> ''time_zone'' from ai_follow_up_settings where id = ''default''), ''Africa/Kinshasa'') end)';
begin
    if exists (
        select from pg_attribute
        where attrelid = to_regclass('reservations') and attname = 'address' and not attisdropped
    ) then
        address := 'left(address::text, 120)';
    end if;
    if exists (
        select from pg_attribute
        where attrelid = to_regclass('reservations') and attname = 'created_at' and atttypid = 'timestamp'::regtype
    ) then
        created_at := format(naive, 'created_at');
    end if;
    if exists (
        select from pg_attribute
        where attrelid = to_regclass('reservations') and attname = 'updated_at' and atttypid = 'timestamp'::regtype
    ) then
        updated_at := format(naive, 'updated_at');
    end if;
    -- Only then do columns change their type, for which a view must be made anew, and loses what was granted on it.
    if created_at <> 'created_at' or updated_at <> 'updated_at' then
        drop view client_bookings;
        drop view bookings;
    end if;
    execute format(
        $view$
        create or replace view bookings with (security_invoker = on) as
        select
            -- The size first: it is known without reading a text of many megabytes. Addresses are ASCII.
            case when octet_length(email::text) <= 320 and octet_length(email::text) = length(email::text)
                and strpos(email::text, '@') > 0
                then lower(trim(both E' \t\n\r\x0b\x0c' from email::text) collate "C") end as client_id,
            case when amount::numeric between 0 and 9999999999.99 then round(amount::numeric * 100)::bigint end as cents,
            coalesce(left(full_name::text, 120), '') as full_name,
            coalesce(left(phone::text, 60), '') as phone,
            coalesce(left(activity::text, 80), '') as activity,
            %s as address,
            coalesce(left(space_type::text, 40), '') as space_type,
            case when start_date between '0001-01-01' and '9999-12-31' then start_date::date end as start_date,
            case when end_date between '0001-01-01' and '9999-12-31' then end_date::date end as end_date,
            coalesce(left(payment_method::text, 40), '') as payment_method,
            coalesce(left(transaction_id::text, 100), '') as transaction_id,
            case when status::text in ('pending', 'confirmed', 'completed', 'cancelled') then status::text end as status,
            case when created_at between '2000-01-01' and '2100-12-31' then %s end as created_at,
            -- As it is where it has a zone, so that its index serves.
            %s as updated_at,
            xmin::text::bigint as row_mark
        from reservations
        $view$,
        address, created_at, updated_at
    );
end
$$;

-- The reservations whose address names nobody: their number may.
create view bookings_by_number with (security_invoker = on) as
select null::text as client_id, cents, full_name, phone, activity, address, space_type, start_date, end_date,
    payment_method, transaction_id, status, created_at, updated_at, row_mark, trim(phone) as number
from bookings
where client_id is null
union all
select null, b.cents, b.full_name, b.phone, b.activity, b.address, b.space_type, b.start_date, b.end_date,
    b.payment_method, b.transaction_id, b.status, b.created_at, b.updated_at, b.row_mark, trim(b.phone)
from placeholders p join bookings b on b.client_id = p.name;

-- The reservations of a client under all its names. A phone number counts only where the address names nobody.
create or replace view client_bookings with (security_invoker = on) as
select n.client_key, b.*
from client_names n join bookings b on b.client_id = n.name
where n.kind = 'email' and not exists (select from placeholders p where p.name = n.name)
union all
select n.client_key, b.client_id, b.cents, b.full_name, b.phone, b.activity, b.address, b.space_type, b.start_date,
    b.end_date, b.payment_method, b.transaction_id, b.status, b.created_at, b.updated_at, b.row_mark
from client_names n join bookings_by_number b on b.number = n.name
where n.kind = 'phone' and not exists (select from placeholders p where p.name = n.name);

-- What the view gives has changed for every row: the next analysis reads all of them.
update engine_state set watermark = null;
