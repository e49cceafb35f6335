-- What a client told us about being contacted. No row: e-mail, SMS and push are allowed, the language is the default.
create table client_contacts (
    client_id text collate "C" primary key,
    email_consent boolean not null default true,
    sms_consent boolean not null default true,
    push_consent boolean not null default true,
    locale text check (locale in ('fr', 'en')),
    -- A number that replaces the one on the reservations.
    phone text,
    paused_until timestamptz,
    updated_at timestamptz not null
);

alter table client_contacts enable row level security;

-- Devices the booking app registered.
create table push_endpoints (
    id uuid primary key,
    client_id text collate "C" not null,
    platform text not null check (platform in ('ios', 'android')),
    token text not null unique,
    enabled boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

alter table push_endpoints enable row level security;

create index push_endpoints_client on push_endpoints (client_id);
