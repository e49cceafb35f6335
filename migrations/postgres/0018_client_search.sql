-- What a search looks through, apart from the insights: those are written again every day, and every index on them
-- with them; a name hardly ever changes. Short words, which no index finds, have a small table to go through.
create table client_search (
    client_id text collate "C" primary key,
    -- As in client_insights.
    sought text not null
);

alter table client_search enable row level security;

-- Any part of a word through its trigrams. Where the extension may not be made, a search is slow and right.
do $$
declare
    home text;
begin
    begin
        create extension if not exists pg_trgm;
    exception when insufficient_privilege or feature_not_supported or undefined_file then
        raise notice 'pg_trgm is not there: searching by name reads every client';
    end;
    -- Wherever it lives: some providers keep extensions in a schema of their own.
    select n.nspname into home
    from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace join pg_am a on a.oid = o.opcmethod
    where o.opcname = 'gin_trgm_ops' and a.amname = 'gin';
    if home is not null then
        execute format('create index client_search_trigrams on client_search using gin (sought %I.gin_trgm_ops)', home);
    end if;
end
$$;

create function relance_client_search() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into client_search (client_id, sought) select client_id, sought from fresh
        on conflict (client_id) do update set sought = excluded.sought;
    elsif tg_op = 'UPDATE' then
        update client_search set sought = new.sought where client_id = new.client_id;
    else
        delete from client_search s using gone where s.client_id = gone.client_id;
    end if;
    return null;
end
$$;

create trigger client_search_insert after insert on client_insights
    referencing new table as fresh for each statement execute function relance_client_search();
create trigger client_search_update after update of sought on client_insights
    for each row when (old.sought <> new.sought) execute function relance_client_search();
create trigger client_search_delete after delete on client_insights
    referencing old table as gone for each statement execute function relance_client_search();

insert into client_search (client_id, sought) select client_id, sought from client_insights;
