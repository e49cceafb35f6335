-- The list of follow-ups is read by the key of a row in each of its orders: one index an order, the id last.
create index ai_follow_ups_by_urgency on ai_follow_ups (
    (case priority when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end), scheduled_date, id
);
create index ai_follow_ups_by_status on ai_follow_ups (status, id);
create index ai_follow_ups_by_channel on ai_follow_ups (channel, id);
create index ai_follow_ups_by_due on ai_follow_ups (scheduled_date, id);
create index ai_follow_ups_by_confidence on ai_follow_ups (ai_confidence, id);
create index ai_follow_ups_by_client on ai_follow_ups (client_id, id);
create index ai_follow_ups_by_strategy on ai_follow_ups (strategy_id, id);
