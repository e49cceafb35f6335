//! Who else may use our tables on PostgreSQL: nobody. Supabase grants everything to the roles of its HTTP API by default,
//! and row level security keeps them from rows, but not from `truncate`.

use sqlx::{AssertSqlSafe, PgConnection};

/// Every table and view of ours, but for `reservations`, which may be the booking site's.
const RELATIONS: [&str; 26] = [
    "_sqlx_migrations",
    "ai_follow_up_logs",
    "ai_follow_up_settings",
    "ai_follow_up_strategies",
    "ai_follow_ups",
    "bookings",
    "bookings_by_number",
    "channels",
    "client_bookings",
    "client_contacts",
    "client_facts",
    "client_insights",
    "client_names",
    "client_search",
    "clients",
    "daily_quota",
    "engine_state",
    "failing_stages",
    "follow_up_events",
    "operator_keys",
    "operators",
    "placeholders",
    "push_endpoints",
    "seen_events",
    "setting_changes",
    "suppressions",
];

/// The statements that take every right from everybody and from the API's roles, where there are such roles: on our tables and
/// views, on the sequences of their columns, and on our functions.
const REVOKES: &str = r"
    with others as (
        select concat_ws(', ', 'public', string_agg(quote_ident(rolname), ', ')) as names
        from pg_roles where rolname in ('anon', 'authenticated')
    ), ours as (
        select oid from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'v')
            and (relname = any($1) or relname = 'reservations' and (select owns_reservations from engine_state))
    ), things as (
        select 'table ' || oid::regclass as thing from ours
        union all
        select 'sequence ' || c.oid::regclass
        from ours join pg_depend d on d.refobjid = ours.oid and d.deptype in ('a', 'i')
            join pg_class c on c.oid = d.objid and c.relkind = 'S'
        union all
        select 'function ' || oid::regprocedure from pg_proc
        where pronamespace = current_schema()::regnamespace and proname like 'relance\_%'
    )
    select format('revoke all on %s from %s', thing, names) from things, others";

/// Runs after every migration, so that it holds for what a later one makes.
pub(super) async fn close(db: &mut PgConnection) -> sqlx::Result<()> {
    let revokes: Vec<String> = sqlx::query_scalar(REVOKES).bind(&RELATIONS[..]).fetch_all(&mut *db).await?;
    sqlx::raw_sql(AssertSqlSafe(revokes.join(";\n"))).execute(db).await.map(drop)
}
