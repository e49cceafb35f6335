-- The booking site's table: made here only where there is none, and never changed where there is one.
do $$
begin
    if to_regclass('reservations') is not null then
        return;
    end if;

    create table reservations (
        id uuid primary key,
        full_name text not null,
        email text not null,
        phone text not null,
        company text,
        activity text not null,
        address text,
        space_type text not null,
        start_date date not null,
        end_date date not null check (end_date >= start_date),
        occupants integer not null default 1 check (occupants > 0),
        subscription_type text not null,
        amount numeric(12, 2) not null check (amount >= 0),
        payment_method text not null,
        transaction_id text not null,
        status text not null check (status in ('pending', 'confirmed', 'completed', 'cancelled')),
        notes text,
        admin_notes text,
        created_at timestamptz not null,
        updated_at timestamptz not null
    );
    alter table reservations enable row level security;

    -- What an import recognises a reservation by.
    create unique index reservations_import_key
        on reservations (lower(trim(both E' \t\n\r\x0b\x0c' from email::text) collate "C"), transaction_id);

    update engine_state set owns_reservations = true;
end
$$;

-- How Relance reads reservations: whose they are, and money in cents. The booking site's own table promises little, so
-- what cannot be read is null (an amount that is negative, NaN or beyond what a reservation may cost; a date or a time
-- that is infinite or outside the calendar), and a missing text is empty.
do $$
declare
    -- Not every version of the booking site asks for an address.
    address text := 'null::text';
begin
    if exists (
        select from pg_attribute
        where attrelid = to_regclass('reservations') and attname = 'address' and not attisdropped
    ) then
        address := 'address::text';
    end if;
    execute format(
        $view$
        -- Through Supabase's HTTP API a view would otherwise read the table with its owner's rights.
        create view bookings with (security_invoker = on) as
        select
            lower(trim(both E' \t\n\r\x0b\x0c' from email::text) collate "C") as client_id,
            case when amount::numeric between 0 and 9999999999.99 then round(amount::numeric * 100)::bigint end as cents,
            coalesce(full_name::text, '') as full_name,
            coalesce(phone::text, '') as phone,
            coalesce(activity::text, '') as activity,
            %s as address,
            coalesce(space_type::text, '') as space_type,
            case when start_date between '0001-01-01' and '9999-12-31' then start_date::date end as start_date,
            case when end_date between '0001-01-01' and '9999-12-31' then end_date::date end as end_date,
            coalesce(payment_method::text, '') as payment_method,
            coalesce(transaction_id::text, '') as transaction_id,
            case when status::text in ('pending', 'confirmed', 'completed', 'cancelled') then status::text end as status,
            case when created_at between '0001-01-01' and '9999-12-31' then created_at end as created_at,
            -- As it is, so that its index serves.
            updated_at
        from reservations
        $view$,
        address
    );
end
$$;
