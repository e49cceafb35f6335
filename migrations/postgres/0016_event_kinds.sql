-- Two more things that providers tell: what they would not even try to deliver, and what they deliver late.
alter table follow_up_events drop constraint follow_up_events_kind_check;
alter table follow_up_events add constraint follow_up_events_kind_check check (kind in
    ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'rejected', 'delayed', 'unsubscribed',
     'converted'));
-- An event finds its message by the provider's id where it bears none of ours.
create index ai_follow_ups_provider on ai_follow_ups (provider_message_id) where provider_message_id is not null;
