//! Reads under way: one of each kind runs, and of those asked for meanwhile only the latest waits.

use std::collections::BTreeMap;

use crate::console::message::{Kind, Query};

#[derive(Debug, Default)]
pub struct Jobs(BTreeMap<Kind, Job>);

#[derive(Debug)]
struct Job {
    running: Query,
    waiting: Option<Query>,
}

impl Jobs {
    /// Asks for it; the query to start now, unless another of its kind is under way.
    pub fn ask(&mut self, query: Query) -> Option<Query> {
        if let Some(job) = self.0.get_mut(&query.kind()) {
            job.waiting = Some(query);
            return None;
        }
        self.0.insert(query.kind(), Job { running: query.clone(), waiting: None });
        Some(query)
    }

    /// Asks for it unless the same is already under way or waiting.
    pub fn ask_once(&mut self, query: Query) -> Option<Query> {
        match self.0.get(&query.kind()) {
            Some(job) if job.waiting.as_ref().unwrap_or(&job.running) == &query => None,
            _ => self.ask(query),
        }
    }

    /// One of that kind was answered; the query to start next.
    pub fn done(&mut self, kind: Kind) -> Option<Query> {
        let next = self.0.remove(&kind)?.waiting?;
        self.ask(next)
    }

    /// Whether nothing but counting is under way: what is slow and shown when it comes.
    pub fn is_answered(&self) -> bool {
        self.0.keys().all(|kind| matches!(kind, Kind::CountClients | Kind::CountFollowUps))
    }

    pub fn is_idle(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use relance::{
        filter::Filter,
        store::pages::{ClientColumn, Sort, Start},
    };

    use super::*;
    use crate::console::list::Asked;

    fn search(text: &str) -> Query {
        let filter = Filter::parse(text).expect("a filter");
        Query::Clients(Asked { filter, sort: Sort::by(ClientColumn::Risk), start: Start::First, limit: 10 })
    }

    #[test]
    fn a_slow_search_keeps_one_running_and_only_the_latest_waiting() {
        let mut jobs = Jobs::default();
        assert_eq!(jobs.ask(search("m")), Some(search("m")));
        assert_eq!(jobs.ask(search("mb")), None);
        assert_eq!(jobs.ask(search("mbu")), None);
        assert_eq!(jobs.ask(Query::Overview), Some(Query::Overview), "another kind does not wait for it");
        assert_eq!(jobs.done(Kind::Clients), Some(search("mbu")));
        assert_eq!(jobs.done(Kind::Clients), None);
        assert_eq!(jobs.done(Kind::Overview), None);
        assert!(jobs.is_idle());
    }

    #[test]
    fn what_is_under_way_is_not_asked_for_twice() {
        let mut jobs = Jobs::default();
        assert!(jobs.ask_once(search("m")).is_some());
        assert!(jobs.ask_once(search("m")).is_none());
        assert_eq!(jobs.done(Kind::Clients), None);
    }
}
