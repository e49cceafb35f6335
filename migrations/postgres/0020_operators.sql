-- Who may work with this database. As long as nobody is in it, whoever holds its URL may do everything.
create table operators (
    name text collate "C" primary key,
    role text not null check (role in ('viewer', 'reviewer', 'manager', 'admin')),
    -- Nobody is deleted: the audit trail speaks of them.
    disabled_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- A key is one person's.
create table operator_keys (
    -- `TYPE BASE64`, as OpenSSH has it.
    key text collate "C" primary key,
    operator text collate "C" not null references operators (name),
    label text not null,
    added_at timestamptz not null
);

alter table operators enable row level security;
alter table operator_keys enable row level security;

create index operator_keys_operator on operator_keys (operator);
