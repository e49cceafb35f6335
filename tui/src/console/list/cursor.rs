//! The position in a list.

/// Which row is selected, and which is the first on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub selected: usize,
    pub top: usize,
}

impl Cursor {
    /// Moves by `rows`, up when negative, within a list of `total`.
    pub fn move_by(&mut self, rows: isize, total: usize) {
        self.selected = self.selected.saturating_add_signed(rows).min(total.saturating_sub(1));
    }

    /// Scrolls as little as needed to keep the selected row among `height` visible ones.
    pub fn scroll_into_view(&mut self, height: usize, total: usize) {
        let height = height.max(1);
        self.selected = self.selected.min(total.saturating_sub(1));
        let lowest = (self.selected + 1).saturating_sub(height);
        self.top = self.top.clamp(lowest, self.selected).min(total.saturating_sub(height).max(lowest));
    }

    pub fn shift(&mut self, rows: isize) {
        self.selected = self.selected.saturating_add_signed(rows);
        self.top = self.top.saturating_add_signed(rows);
    }
}
