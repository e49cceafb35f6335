-- Addresses nothing is sent to any more. Only keyed hashes of them are kept, so that the table tells nothing by itself and
-- a suppression outlives the client it protects.
alter table engine_state add column address_key text not null default '';
-- 244 random bits.
update engine_state set address_key = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');

create table suppressions (
    -- HMAC-SHA-256 of channel and address under engine_state.address_key.
    address_hash text collate "C" not null,
    reason text not null check (reason in ('hard_bounce', 'complaint', 'soft_bounces', 'opted_out')),
    since timestamptz not null,
    primary key (address_hash, reason)
);

alter table suppressions enable row level security;
