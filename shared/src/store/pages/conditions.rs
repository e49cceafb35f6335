//! A filter as conditions of a statement.

use chrono::{DateTime, Utc};

use super::{
    Arg,
    lookup::{Found, Lookup},
    predicates::{all_of, compare_column, is_of_follow_ups, like_pattern},
    statement::{Kind, Statement},
};
use crate::{
    client::ClientKey,
    filter::{Field, Filter, Relation, Term, Test, Value},
    store::Store,
};

/// The context in which a filter is applied.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub store: &'a Store,
    pub kind: Kind,
    pub lookup: &'a Lookup,
    /// Whether all rows are counted, instead of reading the first ones: then searching a small table is faster.
    pub is_count: bool,
}

pub fn write(statement: &mut Statement, place: &Place<'_>, filter: &Filter, now: DateTime<Utc>) {
    let kind = place.kind;
    statement.push("true");
    for term in filter.terms.iter().filter(|term| !is_of_follow_ups(kind, term)) {
        statement.push(if term.negated { " and not (" } else { " and (" });
        match &term.test {
            Test::Word(word) => name_contains(statement, place, word),
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

/// The column is one of these clients.
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
        (_, Field::Client, Value::Text(text)) => name_contains(statement, place, text),
        (_, Field::Strategy, Value::Text(text)) => {
            statement.push(match kind {
                Kind::Clients => "coalesce(i.recommended_strategy, '')",
                Kind::FollowUps => "f.strategy_id",
            });
            statement.push(
                " in (select s.id from ai_follow_up_strategies s
                    where lower(s.id || ' ' || s.name || ' ' || s.description) like ",
            );
            statement.bind(Arg::Text(like_pattern(text)));
            statement.push(" escape '\\')");
        }
        (Kind::Clients, field, value) if field.is_of_follow_up() => {
            statement.push("exists (select 1 from ai_follow_ups f where f.client_key = i.client_key and ");
            compare_column(statement, field, relation, value, now);
            statement.push(")");
        }
        (Kind::FollowUps, field, value) if !field.is_of_follow_up() => {
            statement.push("exists (select 1 from client_insights i where i.client_key = f.client_key and ");
            compare_column(statement, field, relation, value, now);
            statement.push(")");
        }
        (_, field, value) => compare_column(statement, field, relation, value, now),
    }
}

/// The word occurs anywhere in a client's name or address.
fn name_contains(statement: &mut Statement, place: &Place<'_>, word: &str) {
    let column = if place.kind == Kind::Clients { "i.client_key" } else { "f.client_key" };
    if let Some(Found::Few(ids)) = place.lookup.words.get(word) {
        return among(statement, place, column, ids);
    }
    let (before, after) = match place.kind {
        Kind::Clients if !place.is_count => ("i.search_text like ".to_owned(), ""),
        _ => (format!("{column} in (select s.client_key from client_search s where s.search_text like "), ")"),
    };
    statement.push(&before);
    statement.bind(Arg::Text(like_pattern(word)));
    statement.push(" escape '\\'");
    statement.push(after);
}
