-- Between two analyses of a day only the clients are scored again whose day count grew meanwhile: a few of many.
create index client_insights_by_turn on client_insights (turns_at);
