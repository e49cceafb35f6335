-- What a search looks through, apart from the insights: those are written again every day; a name hardly ever changes.
-- Short words, which no index finds, have a small table to go through.
create table client_search (
    id integer primary key,
    client_id text not null unique,
    -- As in client_insights.
    sought text not null
) strict;

-- Any part of a word through its trigrams.
create virtual table client_search_index using fts5 (
    sought, content = 'client_search', content_rowid = 'id', tokenize = 'trigram', detail = 'full'
);
-- What is deleted is overwritten here too: names and addresses are personal data.
insert into client_search_index (client_search_index, rank) values ('secure-delete', 1);

create trigger client_search_index_insert after insert on client_search begin
    insert into client_search_index (rowid, sought) values (new.id, new.sought);
end;
create trigger client_search_index_update after update on client_search begin
    insert into client_search_index (client_search_index, rowid, sought) values ('delete', old.id, old.sought);
    insert into client_search_index (rowid, sought) values (new.id, new.sought);
end;
create trigger client_search_index_delete after delete on client_search begin
    insert into client_search_index (client_search_index, rowid, sought) values ('delete', old.id, old.sought);
end;

create trigger client_search_insert after insert on client_insights begin
    insert into client_search (client_id, sought) values (new.client_id, new.sought);
end;
create trigger client_search_update after update of sought on client_insights when old.sought <> new.sought begin
    update client_search set sought = new.sought where client_id = new.client_id;
end;
create trigger client_search_delete after delete on client_insights begin
    delete from client_search where client_id = old.client_id;
end;

insert into client_search (client_id, sought) select client_id, sought from client_insights;
