//! A long list of which only a window is in memory.
//!
//! Rows are read by key, so the window does not know its position in the list; a separate query counts it, and it is
//! shown once known.

use relance::{
    filter::Filter,
    store::pages::{Counted, Key, Keyed, Page, Sort, Start},
};

use self::cursor::Cursor;

pub mod cursor;
pub mod search;
#[cfg(test)]
mod tests;

/// Rows per query.
pub const PAGE: u32 = 200;

/// Rows to keep in memory; beyond them, rows far from the cursor are dropped.
const MAX_ROWS: usize = 2_000;

/// The item of `all` after `here`, wrapping around.
pub fn next_of<T: Copy + PartialEq>(all: &[T], here: T) -> T {
    let position = all.iter().position(|one| *one == here).unwrap_or(0);
    all[(position + 1) % all.len()]
}

/// A request to count the rows before `key`, and all rows.
#[derive(Clone, Debug, PartialEq)]
pub struct CountRequest<C> {
    pub filter: Filter,
    pub sort: Sort<C>,
    pub key: Option<Key>,
}

/// A query for a page; it comes back with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRequest<C> {
    pub filter: Filter,
    pub sort: Sort<C>,
    pub start: Start,
    pub limit: u32,
}

#[derive(Debug)]
pub struct List<T, C> {
    pub cursor: Cursor,
    pub sort: Sort<C>,
    pub filter: Filter,
    rows: Vec<T>,
    /// Whether the window reaches the list's ends.
    is_first: bool,
    is_last: bool,
    pub is_loaded: bool,
    /// The rows are those of the previous filter or order, shown until the new ones arrive.
    is_stale: bool,
    /// Position in the whole list of the first row in memory, once counted.
    offset: Option<usize>,
    total: Option<usize>,
}

impl<T, C> List<T, C> {
    pub const fn new(sort: Sort<C>) -> Self {
        Self {
            cursor: Cursor { selected: 0, top: 0 },
            sort,
            filter: Filter { terms: Vec::new() },
            rows: Vec::new(),
            is_first: false,
            is_last: false,
            is_loaded: false,
            is_stale: false,
            offset: None,
            total: None,
        }
    }

    /// Whether the rows are those of the current filter and order.
    pub const fn is_settled(&self) -> bool {
        self.is_loaded && !self.is_stale
    }

    /// The rows in memory, in order.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    pub fn selected(&self) -> Option<&T> {
        self.rows.get(self.cursor.selected)
    }

    /// The selected row's position in the whole list, from 0, once counted.
    pub fn position(&self) -> Option<usize> {
        self.offset.map(|offset| offset + self.cursor.selected)
    }

    /// Number of rows in the whole list, once counted.
    pub const fn total(&self) -> Option<usize> {
        self.total
    }

    pub fn filter_by(&mut self, filter: Filter)
    where
        C: Copy,
    {
        if filter != self.filter {
            self.reset_to(filter, self.sort);
        }
    }

    pub fn order(&mut self, sort: Sort<C>) {
        self.reset_to(self.filter.clone(), sort);
    }

    pub fn reverse(&mut self)
    where
        C: Copy,
    {
        self.order(Sort { descending: !self.sort.descending, ..self.sort });
    }

    /// Sets another filter or order: the list starts at its beginning, and the counts are dropped.
    pub fn reset_to(&mut self, filter: Filter, sort: Sort<C>) {
        (self.filter, self.sort) = (filter, sort);
        self.is_stale = true;
        (self.offset, self.total) = (None, None);
    }
}

impl<T: Keyed<C> + PartialEq, C: Copy + PartialEq> List<T, C> {
    fn request(&self, start: Start, limit: u32) -> PageRequest<C> {
        PageRequest { filter: self.filter.clone(), sort: self.sort, start, limit }
    }

    fn key(&self, row: Option<&T>) -> Option<Key> {
        row.map(|row| row.key(self.sort.by))
    }

    /// The query that reads the window again.
    pub fn reload(&self) -> PageRequest<C> {
        let limit = u32::try_from(self.rows.len()).unwrap_or(PAGE).max(PAGE);
        match self.key(self.rows.first()).filter(|_| self.is_loaded && !self.is_stale && !self.is_first) {
            Some(first) => self.request(Start::At(first), limit),
            None if self.is_stale => self.request(Start::First, PAGE),
            None => self.request(Start::First, limit),
        }
    }

    /// The query for rows missing at or near the `height` visible ones; `None` if there are none.
    pub fn missing(&self, height: usize) -> Option<PageRequest<C>> {
        if !self.is_loaded || self.is_stale {
            return Some(self.request(Start::First, PAGE));
        }
        let Cursor { top, .. } = self.cursor;
        if !self.is_last && top + 3 * height >= self.rows.len() {
            return self.key(self.rows.last()).map(|last| self.request(Start::After(last), PAGE));
        }
        if !self.is_first && top < 2 * height {
            return self.key(self.rows.first()).map(|first| self.request(Start::Before(first), PAGE));
        }
        None
    }

    /// Moves to the first row or the last; returns the query for it if it is not in memory.
    pub fn jump(&mut self, to_last: bool) -> Option<PageRequest<C>> {
        self.cursor.selected = if to_last { self.rows.len().saturating_sub(1) } else { 0 };
        let is_there = if to_last { self.is_last } else { self.is_first };
        (!is_there).then(|| self.request(if to_last { Start::Last } else { Start::First }, PAGE))
    }

    /// Stores a page; returns whether that changed anything. The selection stays with its row.
    pub fn store_page(&mut self, request: &PageRequest<C>, page: Page<T>) -> bool {
        if (&request.filter, request.sort) != (&self.filter, self.sort) {
            return false;
        }
        let is_new = !self.is_loaded || std::mem::take(&mut self.is_stale);
        self.is_loaded = true;
        match &request.start {
            Start::After(key) => {
                if is_new || self.key(self.rows.last()).as_ref() != Some(key) {
                    return false;
                }
                self.is_last = page.is_last;
                self.rows.extend(page.rows);
                let spare = self.rows.len().saturating_sub(MAX_ROWS).min(self.cursor.top);
                self.rows.drain(..spare);
                self.is_first &= spare == 0;
                self.cursor.shift(-spare.cast_signed());
                self.offset = self.offset.map(|offset| offset + spare);
            }
            Start::Before(key) => {
                if is_new || self.key(self.rows.first()).as_ref() != Some(key) {
                    return false;
                }
                let more = page.rows.len();
                self.is_first = page.is_first;
                self.rows.splice(0..0, page.rows);
                self.cursor.shift(more.cast_signed());
                self.offset = self.offset.map(|offset| offset.saturating_sub(more));
                let last = (self.cursor.selected + MAX_ROWS / 2).max(MAX_ROWS).min(self.rows.len());
                self.is_last &= last == self.rows.len();
                self.rows.truncate(last);
            }
            Start::First | Start::Last | Start::At(_) => return self.replace(request, page, is_new),
        }
        self.set_known_counts();
        true
    }

    fn replace(&mut self, request: &PageRequest<C>, page: Page<T>, is_new: bool) -> bool {
        if !is_new && self.rows == page.rows && (self.is_first, self.is_last) == (page.is_first, page.is_last) {
            return false;
        }
        let kept = self.selected().and_then(|old| page.rows.iter().position(|new| new.is(old)));
        let was_at_end = self.cursor.selected + 1 >= self.rows.len();
        match (&request.start, kept) {
            (Start::Last, _) if was_at_end => self.cursor.selected = page.rows.len().saturating_sub(1),
            // A page from the first row on, while the window is not there, answers a jump.
            (Start::First, _) if is_new || !self.is_first => self.cursor = Cursor::default(),
            (_, Some(position)) => self.cursor.shift(position.cast_signed() - self.cursor.selected.cast_signed()),
            // The row is gone: the same index now selects the next one.
            _ => {}
        }
        (self.rows, self.is_first, self.is_last) = (page.rows, page.is_first, page.is_last);
        if matches!(request.start, Start::Last) {
            self.offset = self.total.map(|total| total.saturating_sub(self.rows.len()));
        }
        self.set_known_counts();
        true
    }

    fn set_known_counts(&mut self) {
        if self.is_first {
            self.offset = Some(0);
            if self.is_last {
                self.total = Some(self.rows.len());
            }
        }
    }

    /// What is still to be counted; `None` if the whole list is in memory, or its rows are not read yet.
    pub fn to_count(&self) -> Option<CountRequest<C>> {
        let is_whole = self.is_first && self.is_last;
        let key = self.key(self.rows.first()).filter(|_| !self.is_first);
        let is_needed = self.is_loaded && !self.is_stale && !is_whole;
        is_needed.then(|| CountRequest { filter: self.filter.clone(), sort: self.sort, key })
    }

    /// Stores counts; returns whether that changed anything. Counts for another filter are ignored.
    pub fn counted(&mut self, request: &CountRequest<C>, counted: Counted) -> bool {
        if request.filter != self.filter {
            return false;
        }
        let key = request.key.as_ref().filter(|_| request.sort == self.sort);
        let count = |n: i64| usize::try_from(n).ok();
        let before = (self.offset, self.total);
        self.total = count(counted.total);
        if self.is_first {
            self.offset = Some(0);
        } else if key.is_some() && self.key(self.rows.first()).as_ref() == key {
            self.offset = count(counted.before);
        }
        (self.offset, self.total) != before
    }
}
