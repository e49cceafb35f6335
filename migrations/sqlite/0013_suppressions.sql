-- Addresses nothing is sent to any more. Only keyed hashes of them are kept, so that the table tells nothing by itself and
-- a suppression outlives the client it protects.
alter table engine_state add column address_key text not null default '';
update engine_state set address_key = lower(hex(randomblob(32)));

create table suppressions (
    -- HMAC-SHA-256 of channel and address under engine_state.address_key.
    address_hash text not null,
    reason text not null check (reason in ('hard_bounce', 'complaint', 'soft_bounces', 'opted_out')),
    since text not null,
    primary key (address_hash, reason)
) strict;
