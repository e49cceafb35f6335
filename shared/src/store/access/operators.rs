//! Operators and their keys.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    operator::{OperatorName, PublicKey, Role},
    store::{Connection, Either, Store, Tx, on, patient},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Operator {
    pub name: OperatorName,
    pub role: Role,
    /// When they were disabled; `None` while they are active.
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OperatorKey {
    /// `TYPE BASE64`
    pub key: String,
    pub operator: OperatorName,
    pub label: String,
    pub added_at: DateTime<Utc>,
}

/// What an actor may do at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Authority {
    /// Whether the database has operators, or had some: before the first, everyone who has its URL is an admin.
    pub is_guarded: bool,
    /// The role of the active operator with that name.
    pub role: Option<Role>,
    /// Whether that name is a disabled operator's.
    pub is_disabled: bool,
}

impl Authority {
    /// The effective role, if any.
    pub const fn effective(self) -> Option<Role> {
        if self.is_guarded { self.role } else { Some(Role::Admin) }
    }
}

impl Connection {
    pub async fn authority(&mut self, name: &str) -> sqlx::Result<Authority> {
        const SQL: &str = "select exists (select 1 from operators)
                or exists (select 1 from engine_state where guarded_since is not null) as is_guarded,
            (select role from operators where name = $1 and disabled_at is null) as role,
            exists (select 1 from operators where name = $1 and disabled_at is not null) as is_disabled";
        on!(self, db => sqlx::query_as(SQL).bind(name).fetch_one(db).await)
    }
}

impl Store {
    pub async fn operators(&self) -> sqlx::Result<Vec<Operator>> {
        const SQL: &str = "select name, role, disabled_at, created_at from operators order by name";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    pub async fn operator_keys(&self) -> sqlx::Result<Vec<OperatorKey>> {
        const SQL: &str = "select key, operator, label, added_at from operator_keys order by operator, added_at, key";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    /// The active operator whose key it is.
    pub async fn key_holder(&self, key: &PublicKey) -> sqlx::Result<Option<OperatorName>> {
        const SQL: &str = "select o.name from operator_keys k join operators o on o.name = k.operator
            where k.key = $1 and o.disabled_at is null";
        on!(self, db => sqlx::query_scalar(SQL).bind(key.as_str()).fetch_optional(db).await)
    }
}

impl Tx {
    /// Keeps others from changing operators until the transaction ends. SQLite has only one writer anyway.
    pub async fn lock_operators(&mut self) -> sqlx::Result<()> {
        const SQL: &str = "lock table operators in share row exclusive mode";
        match self.by_engine() {
            Either::Postgres(db) => patient(async { sqlx::query(SQL).execute(db).await.map(drop) }).await,
            Either::Sqlite(_) => Ok(()),
        }
    }

    pub async fn operator(&mut self, name: &OperatorName) -> sqlx::Result<Option<Operator>> {
        const SQL: &str = "select name, role, disabled_at, created_at from operators where name = $1";
        on!(self, db => sqlx::query_as(SQL).bind(name).fetch_optional(db).await)
    }

    /// Inserts or updates an operator.
    pub async fn save_operator(&mut self, operator: &Operator, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into operators (name, role, disabled_at, created_at, updated_at) values ($1, $2, $3, $4, $5)
            on conflict (name) do update set role = excluded.role, disabled_at = excluded.disabled_at,
                updated_at = excluded.updated_at";
        on!(self, db => sqlx::query(SQL)
            .bind(&operator.name).bind(operator.role).bind(operator.disabled_at).bind(operator.created_at).bind(now)
            .execute(db).await.map(drop))
    }

    /// From now on a database without operators is nobody's.
    pub async fn guard(&mut self, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set guarded_since = $1 where guarded_since is null";
        on!(self, db => sqlx::query(SQL).bind(now).execute(db).await.map(drop))
    }

    pub async fn active_admins(&mut self) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from operators where role = 'admin' and disabled_at is null";
        on!(self, db => sqlx::query_scalar(SQL).fetch_one(db).await)
    }

    pub async fn key(&mut self, key: &PublicKey) -> sqlx::Result<Option<OperatorKey>> {
        const SQL: &str = "select key, operator, label, added_at from operator_keys where key = $1";
        on!(self, db => sqlx::query_as(SQL).bind(key.as_str()).fetch_optional(db).await)
    }

    pub async fn keys_of(&mut self, operator: &OperatorName) -> sqlx::Result<Vec<OperatorKey>> {
        const SQL: &str = "select key, operator, label, added_at from operator_keys where operator = $1 order by key";
        on!(self, db => sqlx::query_as(SQL).bind(operator).fetch_all(db).await)
    }

    pub async fn insert_key(&mut self, key: &PublicKey, of: &OperatorName, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "insert into operator_keys (key, operator, label, added_at) values ($1, $2, $3, $4)";
        on!(self, db => sqlx::query(SQL).bind(key.as_str()).bind(of).bind(&key.label).bind(now)
            .execute(db).await.map(drop))
    }

    pub async fn delete_key(&mut self, key: &str) -> sqlx::Result<()> {
        const SQL: &str = "delete from operator_keys where key = $1";
        on!(self, db => sqlx::query(SQL).bind(key).execute(db).await.map(drop))
    }
}
