//! Who may do what on a schema of any age: `migrate` and `doctor` ask before it is up to date.

use super::{
    migrate::{applied, hidden_from},
    report::{MigrateError, Unfit},
};
use crate::store::{Authority, Store, on};

/// The migration that made the table of operators.
const OPERATORS: i64 = 20;

/// The migration since which it is remembered that there were operators.
const GUARDED_SINCE: i64 = 37;

impl Store {
    /// [`Store::authority`] on a schema that may be absent or older.
    ///
    /// # Errors
    /// [`Unfit::Hidden`] where row level security hides the operators.
    pub async fn authority_on_any_schema(&self, name: &str) -> Result<Authority, MigrateError> {
        const SQL: &str = "select exists (select 1 from operators) as is_guarded,
            (select role from operators where name = $1 and disabled_at is null) as role,
            exists (select 1 from operators where name = $1 and disabled_at is not null) as is_disabled";
        if let Some(role) = hidden_from(self).await? {
            return Err(Unfit::Hidden(role).into());
        }
        let applied = applied(self).await?;
        let has = |version| applied.iter().any(|done| done.version == version);
        Ok(if has(GUARDED_SINCE) {
            self.authority(name).await?
        } else if has(OPERATORS) {
            on!(self, db => sqlx::query_as(SQL).bind(name).fetch_one(db).await)?
        } else {
            Authority { is_guarded: false, role: None, is_disabled: false }
        })
    }
}
