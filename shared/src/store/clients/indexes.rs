//! The indexes and the search text of the lists of clients: the first pass fills the tables faster without them.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use crate::store::{Store, on, patient, with_patience};

/// First key of the advisory locks; an arbitrary number.
const LOCK: i32 = 0x52_65_6c_61;

/// The same definitions as in the migrations.
const INDEXES: [(&str, &str); 9] = [
    ("client_insights_wanted", "(recommended_strategy) where needs_follow_up"),
    (
        "client_insights_by_risk",
        "(risk_score, client_key, engagement_score, needs_follow_up, spent_cents, last_activity)",
    ),
    ("client_insights_by_engagement", "(engagement_score, client_key)"),
    ("client_insights_by_value", "(spent_cents, client_key)"),
    ("client_insights_by_activity", "(last_activity, client_key)"),
    ("client_insights_by_next", "(days_to_next, client_key)"),
    ("client_insights_by_strategy", "(coalesce(recommended_strategy, ''), client_key)"),
    ("client_insights_by_turn", "(turns_at)"),
    ("client_insights_by_name", "(substr(search_text, 1, 200), client_key)"),
];

/// Copies the search texts that the missing trigger did not, and creates the trigger as in the migrations.
const POSTGRES_SEARCH: &str = "
    do $$
    begin
        if not exists (select from pg_trigger
            where tgname = 'client_search_insert' and tgrelid = 'client_insights'::regclass)
        then
            create trigger client_search_insert after insert on client_insights
                referencing new table as fresh for each statement execute function relance_client_search();
            insert into client_search (client_key, search_text) select client_key, search_text from client_insights
            on conflict (client_key) do nothing;
        end if;
    end
    $$";

/// Creates the index for substrings, if its extension is installed.
const POSTGRES_SUBSTRINGS: &str = "
    do $$
    declare
        home text;
    begin
        select n.nspname into home
        from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace join pg_am a on a.oid = o.opcmethod
        where o.opcname = 'gin_trgm_ops' and a.amname = 'gin';
        if home is not null then
            execute format('create index if not exists client_search_trigrams
                on client_search using gin (search_text %I.gin_trgm_ops)', home);
        end if;
    end
    $$";

const SQLITE_SEARCH: &str = "
    create trigger if not exists client_search_insert after insert on client_insights begin
        insert into client_search (client_key, search_text) values (new.client_key, new.search_text);
    end;
    insert into client_search (client_key, search_text) select client_key, search_text from client_insights where true
    on conflict (client_key) do nothing;
    insert into client_search_index (client_search_index) values ('rebuild');
    create trigger if not exists client_search_index_insert after insert on client_search begin
        insert into client_search_index (rowid, search_text) values (new.id, new.search_text);
    end";

/// How long an index of the largest databases may take, and the wait for another process that makes it.
const LONGEST: Duration = Duration::from_mins(10);

impl Store {
    /// Drops the indexes if there are no insights yet and this role may drop them; returns whether it did.
    pub async fn drop_list_indexes(&self) -> sqlx::Result<bool> {
        const EMPTY: &str = "select not exists (select 1 from client_insights)";
        const OWNED: &str = "select count(*) = 2 from pg_class
            where oid in ('client_insights'::regclass, 'client_search'::regclass)
                and pg_has_role(relowner, 'usage')";
        let is_empty: bool = on!(self, db => sqlx::query_scalar(EMPTY).fetch_one(db).await)?;
        let may = match self {
            Self::Postgres(pool) => patient(sqlx::query_scalar(OWNED).fetch_one(pool)).await?,
            Self::Sqlite(_) => true,
        };
        if !is_empty || !may {
            return Ok(false);
        }
        for (name, _) in INDEXES {
            self.define(1, format!("drop index if exists {name}")).await?;
        }
        let search = match self {
            Self::Postgres(_) => {
                "drop trigger if exists client_search_insert on client_insights;
                drop index if exists client_search_trigrams"
            }
            Self::Sqlite(_) => {
                "drop trigger if exists client_search_index_insert; drop trigger if exists client_search_insert"
            }
        };
        self.define(2, search.to_owned()).await?;
        Ok(true)
    }

    /// Creates the missing indexes, two at a time on PostgreSQL. Every full pass calls this, because an interrupted one
    /// may have left some out.
    pub async fn create_list_indexes(&self) -> sqlx::Result<()> {
        // First and apart: creating a trigger locks the table against the creation of its indexes until the commit.
        self.create_search().await?;
        tokio::try_join!(self.create_orders(), self.create_substrings()).map(drop)
    }

    async fn create_orders(&self) -> sqlx::Result<()> {
        for (name, columns) in INDEXES {
            let sql = format!("create index if not exists {name} on client_insights {columns}");
            self.define(1, sql).await?;
        }
        Ok(())
    }

    async fn create_search(&self) -> sqlx::Result<()> {
        const EXISTS: &str = "select exists (select 1 from sqlite_schema where name = 'client_search_index_insert')";
        let Self::Sqlite(pool) = self else { return self.define(2, POSTGRES_SEARCH.to_owned()).await };
        let mut tx = pool.begin_with("begin immediate").await?;
        if !sqlx::query_scalar::<_, bool>(EXISTS).fetch_one(&mut *tx).await? {
            sqlx::raw_sql(SQLITE_SEARCH).execute(&mut *tx).await?;
        }
        tx.commit().await
    }

    /// On SQLite, [`Self::create_search`] fills the index for substrings, which is a table of its own.
    async fn create_substrings(&self) -> sqlx::Result<()> {
        if self.is_embedded() { Ok(()) } else { self.define(2, POSTGRES_SUBSTRINGS.to_owned()).await }
    }

    /// On PostgreSQL, calls with the same `turn` wait for each other: `if not exists` alone does not prevent conflicts.
    async fn define(&self, turn: i32, sql: String) -> sqlx::Result<()> {
        let limits = format!("set local lock_timeout = 0; set local statement_timeout = {}", LONGEST.as_millis());
        let sql = match self.is_embedded() {
            true => sql,
            false => format!("{limits}; select pg_advisory_xact_lock({LOCK}, {turn}); {sql}"),
        };
        let defining = async { on!(self, db => sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.map(drop)) };
        with_patience(LONGEST, defining).await
    }
}
