-- What a client told us about being contacted. No row: e-mail, SMS and push are allowed, the language is the default.
create table client_contacts (
    client_id text primary key,
    email_consent integer not null default 1 check (email_consent in (0, 1)),
    sms_consent integer not null default 1 check (sms_consent in (0, 1)),
    push_consent integer not null default 1 check (push_consent in (0, 1)),
    locale text check (locale in ('fr', 'en')),
    -- A number that replaces the one on the reservations.
    phone text,
    paused_until text,
    updated_at text not null
) strict;

-- Devices the booking app registered.
create table push_endpoints (
    id blob primary key,
    client_id text not null,
    platform text not null check (platform in ('ios', 'android')),
    token text not null unique,
    enabled integer not null default 1 check (enabled in (0, 1)),
    created_at text not null,
    updated_at text not null
) strict;

create index push_endpoints_client on push_endpoints (client_id);
