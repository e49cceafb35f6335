-- The list of clients is read by the key of a row in each of its orders: one index an order, the id last.
create index client_insights_by_risk on client_insights (
    risk_score, client_id,
    -- What the overview and the thresholds count, so that no row is read for them.
    engagement_score, needs_follow_up, spent_cents, last_activity
);
create index client_insights_by_engagement on client_insights (engagement_score, client_id);
create index client_insights_by_value on client_insights (spent_cents, client_id);
create index client_insights_by_activity on client_insights (last_activity, client_id);
create index client_insights_by_next on client_insights (next_follow_up_on, client_id);
create index client_insights_by_strategy on client_insights (coalesce(recommended_strategy, ''), client_id);
-- A beginning is enough to order by, and an index takes no text of any length.
create index client_insights_by_name on client_insights (substr(sought, 1, 200), client_id);
