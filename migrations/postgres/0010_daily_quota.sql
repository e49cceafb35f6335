-- How much of a business day's limit is used: the transaction that writes or claims a follow-up updates its row, so
-- that two at once cannot both take the last slot.
create table daily_quota (
    day date not null,
    kind text not null check (kind in ('written', 'sent')),
    used bigint not null default 0 check (used >= 0),
    primary key (day, kind)
);

alter table daily_quota enable row level security;
