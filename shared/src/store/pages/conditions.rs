//! A filter as conditions of a statement.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Arg,
    statement::{Kind, Statement},
};
use crate::{
    filter::{Field, Filter, Relation, Term, Test, Value},
    store::{Store, on},
};

/// Where a filter is asked.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub store: &'a Store,
    pub kind: Kind,
    /// See [`Store::common_words`].
    pub common: &'a [String],
}

/// The shortest word a trigram index finds.
const TRIGRAM: usize = 3;

/// Words of so many clients are found soonest by going through the list itself.
const COMMON: i64 = 2_000;

impl Store {
    /// The words of a filter that no index finds and that many clients have: a page of them is soon
    /// together in any order. The others are looked up first, in the small table.
    pub(super) async fn common_words(&self, filter: &Filter) -> sqlx::Result<Vec<String>> {
        const SQL: &str = "select cast(count(*) as bigint) from (select 1 from client_search s
            where s.sought like $1 escape '\\' limit $2) found";
        let mut common = Vec::new();
        for term in &filter.terms {
            if let Test::Word(word) = &term.test
                && word.chars().count() < TRIGRAM
            {
                let found: i64 = on!(self, db =>
                    sqlx::query_scalar(SQL).bind(anywhere(word)).bind(COMMON).fetch_one(db).await)?;
                if found >= COMMON {
                    common.push(word.clone());
                }
            }
        }
        Ok(common)
    }
}

pub fn write(statement: &mut Statement, place: &Place<'_>, filter: &Filter, now: DateTime<Utc>) {
    let kind = place.kind;
    statement.push("true");
    for term in &filter.terms {
        statement.push(if term.negated { " and not (" } else { " and (" });
        match &term.test {
            Test::Word(word) => sought(statement, place, word),
            Test::Field(field, relation, value) => compare(statement, place, (*field, *relation, value), now),
        }
        statement.push(")");
    }
    // What is asked of a client's follow-ups is asked of one and the same.
    let together: Vec<&Term> = filter.terms.iter().filter(|term| !term.negated && is_of_other(kind, term)).collect();
    if kind == Kind::Clients && together.len() > 1 {
        statement.push(" and exists (select 1 from ai_follow_ups f where f.client_id = i.client_id");
        for term in together {
            if let Test::Field(field, relation, value) = &term.test {
                statement.push(" and ");
                plain(statement, *field, *relation, value, now);
            }
        }
        statement.push(")");
    }
}

/// Whether a term speaks of the rows of the other list.
fn is_of_other(kind: Kind, term: &Term) -> bool {
    match &term.test {
        Test::Word(_) => false,
        Test::Field(Field::Strategy | Field::Client, ..) => false,
        Test::Field(field, ..) => field.is_of_follow_up() == (kind == Kind::Clients),
    }
}

fn compare(
    statement: &mut Statement,
    place: &Place<'_>,
    (field, relation, value): (Field, Relation, &Value),
    now: DateTime<Utc>,
) {
    let kind = place.kind;
    match (kind, field, value) {
        (_, Field::Client, Value::Text(text)) => sought(statement, place, text),
        (_, Field::Strategy, Value::Text(text)) => {
            statement.push(match kind {
                Kind::Clients => "coalesce(i.recommended_strategy, '')",
                Kind::FollowUps => "f.strategy_id",
            });
            statement.push(
                " in (select s.id from ai_follow_up_strategies s
                    where lower(s.id || ' ' || s.name || ' ' || s.description) like ",
            );
            statement.bind(Arg::Text(anywhere(text)));
            statement.push(" escape '\\')");
        }
        (Kind::Clients, field, value) if field.is_of_follow_up() => {
            statement.push("exists (select 1 from ai_follow_ups f where f.client_id = i.client_id and ");
            plain(statement, field, relation, value, now);
            statement.push(")");
        }
        (Kind::FollowUps, field, value) if !field.is_of_follow_up() => {
            statement.push("exists (select 1 from client_insights i where i.client_id = f.client_id and ");
            plain(statement, field, relation, value, now);
            statement.push(")");
        }
        (_, field, value) => plain(statement, field, relation, value, now),
    }
}

/// A test of a column of its own list.
fn plain(statement: &mut Statement, field: Field, relation: Relation, value: &Value, now: DateTime<Utc>) {
    let column = match field {
        Field::Risk => "i.risk_score",
        Field::Engagement => "i.engagement_score",
        Field::Spent => "i.spent_cents",
        Field::Reservations => "i.reservations",
        Field::Cancelled => "i.cancellations",
        Field::Last => "i.last_activity",
        Field::Need => "i.needs_follow_up",
        Field::Status => "f.status",
        Field::Channel => "f.channel",
        Field::Priority => "f.priority",
        Field::Confidence => "f.ai_confidence",
        Field::Due => "f.scheduled_date",
        Field::Client | Field::Strategy => return statement.push("true"),
    };
    let (arg, relation) = match value {
        Value::Number(n) => (Arg::Real(*n), relation),
        Value::Cents(cents) => (Arg::Int(*cents), relation),
        // Longer ago is an earlier moment.
        Value::Days(days) if field == Field::Last => (Arg::Time(now - TimeDelta::days(*days)), relation.turned()),
        Value::Days(days) => (Arg::Time(now + TimeDelta::days(*days)), relation),
        Value::Status(status) => (Arg::Text(status.to_string()), relation),
        Value::Channel(channel) => (Arg::Text(channel.to_string()), relation),
        Value::Priority(priority) => (Arg::Text(priority.to_string()), relation),
        Value::Yes(yes) => (Arg::Bool(*yes), relation),
        Value::Text(text) => (Arg::Text(text.clone()), relation),
    };
    if let (Arg::Time(at), Relation::Is) = (&arg, relation) {
        // That day, counted from now.
        let (from, to) =
            if field == Field::Last { (*at - TimeDelta::days(1), *at) } else { (*at, *at + TimeDelta::days(1)) };
        statement.push(&format!("({column} >= "));
        statement.bind(Arg::Time(from));
        statement.push(&format!(" and {column} < "));
        statement.bind(Arg::Time(to));
        return statement.push(")");
    }
    let sign = if relation == Relation::Is { "=" } else { relation.sign() };
    statement.push(&format!("{column} {sign} "));
    statement.bind(arg);
}

/// A word anywhere in a client's name or address, through the trigram index where the word is long enough.
fn sought(statement: &mut Statement, place: &Place<'_>, word: &str) {
    if place.kind == Kind::Clients && place.common.iter().any(|common| common == word) {
        statement.push("i.sought like ");
        statement.bind(Arg::Text(anywhere(word)));
        return statement.push(" escape '\\'");
    }
    statement.push(match place.kind {
        Kind::Clients => "i.client_id in (select s.client_id from client_search s where ",
        Kind::FollowUps => "f.client_id in (select s.client_id from client_search s where ",
    });
    match place.store {
        Store::Sqlite(_) if word.chars().count() >= TRIGRAM => {
            statement.push("s.id in (select rowid from client_search_index where client_search_index match ");
            statement.bind(Arg::Text(format!("\"{}\"", word.replace('"', "\"\""))));
            statement.push(")");
        }
        _ => {
            statement.push("s.sought like ");
            statement.bind(Arg::Text(anywhere(word)));
            statement.push(" escape '\\'");
        }
    }
    statement.push(")");
}

/// A text to be found anywhere, as `like` reads it.
fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
