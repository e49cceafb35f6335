//! A long list of which only a window is in memory.

/// Which row is selected, and which is the first on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub selected: usize,
    pub top: usize,
}

impl Cursor {
    /// Moves by `rows`, up when negative, within a list of `total`.
    pub fn step(&mut self, rows: isize, total: usize) {
        self.selected = self.selected.saturating_add_signed(rows).min(total.saturating_sub(1));
    }

    /// Scrolls as little as it takes to have the selected row among `height` visible ones.
    pub fn follow(&mut self, height: usize, total: usize) {
        let height = height.max(1);
        self.selected = self.selected.min(total.saturating_sub(1));
        let lowest = (self.selected + 1).saturating_sub(height);
        self.top = self.top.clamp(lowest, self.selected).min(total.saturating_sub(height).max(lowest));
    }
}

#[derive(Debug)]
pub struct List<T> {
    pub cursor: Cursor,
    /// Rows in the database.
    pub total: usize,
    /// Place of the first row in memory.
    offset: usize,
    rows: Vec<T>,
    pub is_loaded: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { cursor: Cursor::default(), total: 0, offset: 0, rows: Vec::new(), is_loaded: false }
    }
}

impl<T: PartialEq> List<T> {
    pub fn get(&self, index: usize) -> Option<&T> {
        self.rows.get(index.checked_sub(self.offset)?)
    }

    /// What is in memory, in order.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    pub fn selected(&self) -> Option<&T> {
        self.get(self.cursor.selected)
    }

    /// Takes what was read; whether that changed anything. The selection stays with its row when `same` finds it
    /// among the new ones.
    pub fn take(&mut self, offset: usize, total: usize, rows: Vec<T>, same: impl Fn(&T, &T) -> bool) -> bool {
        if self.is_loaded && (self.offset, self.total) == (offset, total) && self.rows == rows {
            return false;
        }
        let place = self.selected().and_then(|old| rows.iter().position(|new| same(old, new)));
        if let Some(place) = place {
            let (before, after) = (self.cursor.selected, offset + place);
            self.cursor.top = self.cursor.top.saturating_add_signed(after as isize - before as isize);
            self.cursor.selected = after;
        }
        (self.offset, self.total, self.rows, self.is_loaded) = (offset, total, rows, true);
        true
    }

    /// Back to the top of another list: what is in memory is of no use.
    pub fn reset(&mut self) {
        *self = Self { total: self.total, ..Self::default() };
    }

    /// The window worth having in memory for `height` visible rows: a page before and two after, so that scrolling
    /// seldom waits; aligned, so that a small move does not change it.
    pub fn window(&self, height: usize) -> (usize, usize) {
        let page = height.max(10);
        let offset = (self.cursor.top / page).saturating_sub(1) * page;
        (offset, 4 * page)
    }

    /// Whether every visible row is in memory.
    pub fn covers(&self, height: usize) -> bool {
        let end = (self.cursor.top + height.max(1)).min(self.total);
        self.is_loaded && self.offset <= self.cursor.top && end <= self.offset + self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_selected_row_is_always_on_the_screen(
            total in 0usize..500, height in 0usize..60, moves in proptest::collection::vec(-600isize..600, 0..20)
        ) {
            let mut cursor = Cursor::default();
            for rows in moves {
                cursor.step(rows, total);
                cursor.follow(height, total);
                proptest::prop_assert!(cursor.selected < total.max(1));
                proptest::prop_assert!(cursor.top <= cursor.selected);
                proptest::prop_assert!(cursor.selected < cursor.top + height.max(1));
            }
        }

        #[test]
        fn the_window_holds_every_visible_row(top in 0usize..100_000, height in 0usize..80) {
            let mut list = List::<u8>::default();
            list.cursor.top = top;
            let (offset, limit) = list.window(height);
            proptest::prop_assert!(offset <= top && top + height <= offset + limit);
        }
    }

    #[test]
    fn the_selection_stays_with_its_row_when_others_come_before_it() {
        let mut list = List::default();
        list.take(0, 3, vec!["a", "b", "c"], |x, y| x == y);
        list.cursor.step(1, 3);
        assert!(list.take(0, 4, vec!["new", "a", "b", "c"], |x, y| x == y));
        assert_eq!(list.selected(), Some(&"b"));
        assert!(!list.take(0, 4, vec!["new", "a", "b", "c"], |x, y| x == y), "the same rows change nothing");
    }
}
