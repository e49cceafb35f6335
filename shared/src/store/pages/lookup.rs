//! Looks up, before a page is read, the parts of a filter for which the index of the list's order is no help.
//!
//! Few matching clients are found fastest by their ids; many, by scanning the list in its order. Neither engine can
//! tell the two cases apart by itself: each would at times read a million rows for a page of fifty.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    Arg,
    predicates::{all_of, is_of_follow_ups, like_pattern},
    statement::{Kind, Statement},
};
use crate::{
    client::ClientKey,
    filter::{Field, Filter, Term, Test, Value},
    store::Store,
};

/// The shortest word a trigram index finds.
const TRIGRAM: usize = 3;

/// With more clients than this, scanning the list is faster.
const MAX_IDS: usize = 5_000;

/// The clients that match.
#[derive(Debug)]
pub enum Found {
    /// All of them, by key.
    Few(Vec<ClientKey>),
    Many,
}

#[derive(Debug, Default)]
pub struct Lookup {
    /// The matches of each word of the filter.
    pub words: BTreeMap<String, Found>,
    /// Clients with a follow-up that matches the terms about follow-ups; `None` when there are no such terms.
    pub by_follow_up: Option<Found>,
}

impl Store {
    pub(super) async fn lookup(&self, kind: Kind, filter: &Filter, now: DateTime<Utc>) -> sqlx::Result<Lookup> {
        let mut lookup = Lookup::default();
        for term in &filter.terms {
            let (Test::Word(word) | Test::Field(Field::Client, _, Value::Text(word))) = &term.test else { continue };
            if !lookup.words.contains_key(word) {
                let found = self.ids(self.having(word)).await?;
                lookup.words.insert(word.clone(), found);
            }
        }
        let of_follow_ups: Vec<&Term> = filter.terms.iter().filter(|term| is_of_follow_ups(kind, term)).collect();
        if !of_follow_ups.is_empty() {
            let mut statement = Statement::default();
            statement.push("select distinct f.client_key from ai_follow_ups f where true");
            all_of(&mut statement, &of_follow_ups, now);
            lookup.by_follow_up = Some(self.ids(statement).await?);
        }
        Ok(lookup)
    }

    /// The clients with a word anywhere in their name or address, through the trigram index where it is long enough.
    fn having(&self, word: &str) -> Statement {
        let mut statement = Statement::default();
        match self {
            Self::Sqlite(_) if word.chars().count() >= TRIGRAM => {
                statement.push(
                    "select s.client_key from client_search_index x join client_search s on s.id = x.rowid
                    where x.client_search_index match ",
                );
                statement.bind(Arg::Text(format!("\"{}\"", word.replace('"', "\"\""))));
            }
            _ => {
                statement.push("select s.client_key from client_search s where s.search_text like ");
                statement.bind(Arg::Text(like_pattern(word)));
                statement.push(" escape '\\'");
            }
        }
        statement
    }

    async fn ids(&self, mut statement: Statement) -> sqlx::Result<Found> {
        statement.push(&format!(" limit {}", MAX_IDS + 1));
        let rows: Vec<(ClientKey,)> = self.fetch(statement).await?;
        Ok(if rows.len() > MAX_IDS { Found::Many } else { Found::Few(rows.into_iter().map(|(id,)| id).collect()) })
    }
}
