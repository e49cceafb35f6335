//! Running queries: one of each kind at a time; of those asked for meanwhile only the latest waits.

use std::mem::discriminant;

/// A query: an enum whose variants are its kinds.
pub trait Job: Clone + PartialEq {
    /// Whether both are of one kind; queries of one kind run one at a time.
    fn is_like(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// Whether it is slow and only adds to the screen, which counts as complete without it.
    fn is_slow(&self) -> bool {
        false
    }
}

#[derive(Debug)]
pub struct Jobs<Q>(Vec<Running<Q>>);

#[derive(Debug)]
struct Running<Q> {
    query: Q,
    /// The query to start once this one is answered.
    next: Option<Q>,
}

impl<Q> Default for Jobs<Q> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<Q: Job> Jobs<Q> {
    /// Queues a query; returns it if it is to start now, `None` if another of its kind is running.
    pub fn enqueue(&mut self, query: Q) -> Option<Q> {
        if let Some(job) = self.0.iter_mut().find(|job| job.query.is_like(&query)) {
            job.next = Some(query);
            return None;
        }
        self.0.push(Running { query: query.clone(), next: None });
        Some(query)
    }

    /// Like [`Jobs::enqueue`], unless the latest of its kind, running or waiting, is the same query.
    pub fn enqueue_once(&mut self, query: Q) -> Option<Q> {
        match self.0.iter().find(|job| job.query.is_like(&query)) {
            Some(job) if *job.next.as_ref().unwrap_or(&job.query) == query => None,
            _ => self.enqueue(query),
        }
    }

    /// Ends the running query of that kind; returns the next one to start.
    pub fn done(&mut self, query: &Q) -> Option<Q> {
        let index = self.0.iter().position(|job| job.query.is_like(query))?;
        let next = self.0.remove(index).next?;
        self.enqueue(next)
    }

    /// Whether only slow queries are running, if any.
    pub fn is_answered(&self) -> bool {
        self.0.iter().all(|job| job.query.is_slow())
    }

    pub fn is_idle(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Query {
        Search(&'static str),
        Figures,
    }

    impl Job for Query {}

    #[test]
    fn a_slow_search_keeps_one_running_and_only_the_latest_waiting() {
        let mut jobs = Jobs::default();
        let search = Query::Search;
        assert_eq!(jobs.enqueue(search("m")), Some(search("m")));
        assert_eq!(jobs.enqueue(search("mb")), None);
        assert_eq!(jobs.enqueue(search("mbu")), None);
        assert_eq!(jobs.enqueue(Query::Figures), Some(Query::Figures), "another kind does not wait for it");
        assert_eq!(jobs.done(&search("m")), Some(search("mbu")));
        assert_eq!(jobs.done(&search("mbu")), None);
        assert_eq!(jobs.done(&Query::Figures), None);
        assert!(jobs.is_idle());
    }

    #[test]
    fn what_is_under_way_is_not_asked_for_twice() {
        let mut jobs = Jobs::default();
        assert!(jobs.enqueue_once(Query::Search("m")).is_some());
        assert!(jobs.enqueue_once(Query::Search("m")).is_none());
        assert_eq!(jobs.done(&Query::Search("m")), None);
    }
}
