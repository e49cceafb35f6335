-- Who may work with this database. As long as nobody is in it, whoever holds its URL may do everything.
create table operators (
    name text primary key,
    role text not null check (role in ('viewer', 'reviewer', 'manager', 'admin')),
    -- Nobody is deleted: the audit trail speaks of them.
    disabled_at text,
    created_at text not null,
    updated_at text not null
) strict, without rowid;

-- A key is one person's.
create table operator_keys (
    -- `TYPE BASE64`, as OpenSSH has it.
    key text primary key,
    operator text not null references operators (name),
    label text not null,
    added_at text not null
) strict, without rowid;

create index operator_keys_operator on operator_keys (operator);
