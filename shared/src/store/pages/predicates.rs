//! Tests of the columns of one table, as pieces of a statement.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Arg,
    statement::{Kind, Statement},
};
use crate::filter::{Field, Relation, Term, Test, Value};

/// Whether a term of the clients' list is about their follow-ups: all such terms must hold for the same follow-up.
pub fn is_of_follow_ups(kind: Kind, term: &Term) -> bool {
    let is_theirs = matches!(&term.test, Test::Field(field, ..) if field.is_of_follow_up());
    kind == Kind::Clients && !term.negated && is_theirs
}

/// ` and …` for each term, of columns of one table.
pub fn all_of(statement: &mut Statement, terms: &[&Term], now: DateTime<Utc>) {
    for term in terms {
        if let Test::Field(field, relation, value) = &term.test {
            statement.push(" and ");
            compare_column(statement, *field, *relation, value, now);
        }
    }
}

/// A comparison of a column of its own table.
pub fn compare_column(statement: &mut Statement, field: Field, relation: Relation, value: &Value, now: DateTime<Utc>) {
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
        Value::Number(n) => match to_integer(*n, relation) {
            Some((n, relation)) => (Arg::Int(n), relation),
            None => return statement.push("false"),
        },
        Value::Cents(cents) => (Arg::Int(*cents), relation),
        // More days ago is an earlier time, so the relation is swapped.
        Value::Days(days) if field == Field::Last => (Arg::Time(now - TimeDelta::days(*days)), relation.reversed()),
        Value::Days(days) => (Arg::Time(now + TimeDelta::days(*days)), relation),
        Value::Status(status) => (Arg::Text(status.to_string()), relation),
        Value::Channel(channel) => (Arg::Text(channel.to_string()), relation),
        Value::Priority(priority) => (Arg::Text(priority.to_string()), relation),
        Value::Yes(yes) => (Arg::Bool(*yes), relation),
        Value::Text(text) => (Arg::Text(text.clone()), relation),
    };
    if let (Arg::Time(at), Relation::Is) = (&arg, relation) {
        // The 24 hours of that day, counted from now.
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

/// Turns a comparison of whole numbers with `n` into one with a whole number, for which an index can be used; `None`
/// where no whole number is `n`.
fn to_integer(n: f64, relation: Relation) -> Option<(i64, Relation)> {
    match relation {
        _ if n.fract() == 0.0 => Some((n as i64, relation)),
        Relation::Is => None,
        Relation::Above | Relation::AtLeast => Some((n.ceil() as i64, Relation::AtLeast)),
        Relation::Below | Relation::AtMost => Some((n.floor() as i64, Relation::AtMost)),
    }
}

/// The pattern of `like` that finds a text anywhere.
pub fn like_pattern(text: &str) -> String {
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
