-- Who changed a setting last, without reading the whole trail.
create index ai_follow_up_logs_set on ai_follow_up_logs (created_at) where action = 'set';
