-- An admin may write the message of a strategy: a template's source by language. Without one, the program's own is used.
alter table ai_follow_up_strategies add column templates text not null default '{}' check (json_valid(templates));
