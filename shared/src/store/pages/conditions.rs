//! A filter as conditions of a statement.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Arg,
    lookup::{Found, Lookup},
    statement::{Kind, Statement},
};
use crate::{
    client::ClientKey,
    filter::{Field, Filter, Relation, Term, Test, Value},
    store::Store,
};

/// Where a filter is asked.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub store: &'a Store,
    pub kind: Kind,
    pub lookup: &'a Lookup,
    /// Whether all rows are wanted, and not the first ones: then a small table is the shorter way to many.
    pub is_count: bool,
}

/// The shortest word a trigram index finds.
pub const TRIGRAM: usize = 3;

pub fn write(statement: &mut Statement, place: &Place<'_>, filter: &Filter, now: DateTime<Utc>) {
    let kind = place.kind;
    statement.push("true");
    for term in filter.terms.iter().filter(|term| !is_of_follow_ups(kind, term)) {
        statement.push(if term.negated { " and not (" } else { " and (" });
        match &term.test {
            Test::Word(word) => sought(statement, place, word),
            Test::Field(field, relation, value) => compare(statement, place, (*field, *relation, value), now),
        }
        statement.push(")");
    }
    match &place.lookup.by_follow_up {
        None => {}
        Some(Found::Few(ids)) => {
            statement.push(" and ");
            among(statement, place, "i.client_key", ids);
        }
        Some(Found::Many) => {
            let terms: Vec<&Term> = filter.terms.iter().filter(|term| is_of_follow_ups(kind, term)).collect();
            statement.push(" and exists (select 1 from ai_follow_ups f where f.client_key = i.client_key");
            all_of(statement, &terms, now);
            statement.push(")");
        }
    }
}

/// Whether a term of the clients' list wants something of their follow-ups: all such terms want it of one and the same.
pub fn is_of_follow_ups(kind: Kind, term: &Term) -> bool {
    let is_theirs = matches!(&term.test, Test::Field(field, ..) if field.is_of_follow_up());
    kind == Kind::Clients && !term.negated && is_theirs
}

/// ` and …` for each term, of columns of one table.
pub fn all_of(statement: &mut Statement, terms: &[&Term], now: DateTime<Utc>) {
    for term in terms {
        if let Test::Field(field, relation, value) = &term.test {
            statement.push(" and ");
            plain(statement, *field, *relation, value, now);
        }
    }
}

/// One of these clients.
fn among(statement: &mut Statement, place: &Place<'_>, column: &str, ids: &[ClientKey]) {
    let ids = Arg::Text(serde_json::json!(ids).to_string());
    statement.push(column);
    match place.store {
        Store::Postgres(_) => {
            statement.push(" in (select cast(jsonb_array_elements_text(cast(");
            statement.bind(ids);
            statement.push(" as jsonb)) as uuid))");
        }
        Store::Sqlite(_) => {
            statement.push(" in (select unhex(replace(value, '-', '')) from json_each(");
            statement.bind(ids);
            statement.push("))");
        }
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
            statement.push("exists (select 1 from ai_follow_ups f where f.client_key = i.client_key and ");
            plain(statement, field, relation, value, now);
            statement.push(")");
        }
        (Kind::FollowUps, field, value) if !field.is_of_follow_up() => {
            statement.push("exists (select 1 from client_insights i where i.client_key = f.client_key and ");
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
        Value::Number(n) if field == Field::Engagement => (Arg::Real(*n), relation),
        Value::Number(n) => match whole(*n, relation) {
            Some((n, relation)) => (Arg::Int(n), relation),
            None => return statement.push("false"),
        },
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

/// A comparison of whole numbers with `n` as one with a whole number, which an index of them can be asked; `None` where
/// no whole number is `n`.
fn whole(n: f64, relation: Relation) -> Option<(i64, Relation)> {
    match relation {
        _ if n.fract() == 0.0 => Some((n as i64, relation)),
        Relation::Is => None,
        Relation::Above | Relation::AtLeast => Some((n.ceil() as i64, Relation::AtLeast)),
        Relation::Below | Relation::AtMost => Some((n.floor() as i64, Relation::AtMost)),
    }
}

/// A word anywhere in a client's name or address.
fn sought(statement: &mut Statement, place: &Place<'_>, word: &str) {
    let column = if place.kind == Kind::Clients { "i.client_key" } else { "f.client_key" };
    if let Some(Found::Few(ids)) = place.lookup.words.get(word) {
        return among(statement, place, column, ids);
    }
    let (before, after) = match place.kind {
        Kind::Clients if !place.is_count => ("i.sought like ".to_owned(), ""),
        _ => (format!("{column} in (select s.client_key from client_search s where s.sought like "), ")"),
    };
    statement.push(&before);
    statement.bind(Arg::Text(anywhere(word)));
    statement.push(" escape '\\'");
    statement.push(after);
}

/// A text to be found anywhere, as `like` reads it.
pub fn anywhere(text: &str) -> String {
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
