-- Two more things that providers tell: what they would not even try to deliver, and what they deliver late. A check can
-- only be changed by making the table anew.
create table new_events (
    id blob primary key,
    follow_up_id blob not null references ai_follow_ups (id) on delete cascade,
    kind text not null check (kind in
        ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'rejected', 'delayed', 'unsubscribed',
         'converted')),
    occurred_at text not null,
    -- What a conversion was worth.
    cents integer check (cents >= 0),
    details text not null default '{}' check (json_valid(details))
) strict;

insert into new_events select id, follow_up_id, kind, occurred_at, cents, details from follow_up_events;
drop table follow_up_events;
alter table new_events rename to follow_up_events;

create index follow_up_events_follow_up on follow_up_events (follow_up_id, kind);
-- A message brings a client back once.
create unique index follow_up_converts_once on follow_up_events (follow_up_id) where kind = 'converted';
-- An event finds its message by the provider's id where it bears none of ours.
create index ai_follow_ups_provider on ai_follow_ups (provider_message_id) where provider_message_id is not null;
