//! Drawing of the follow-ups tab.

use ratatui::{Frame, text::Line};

use super::{keys, state::State};
use crate::console::{
    dialogs::Dialog,
    draw::{
        self,
        layout::{self, Panes},
    },
    focus::Focus,
    list::{cursor::Cursor, search::Search},
    shared::Shared,
    tab::Page,
    text::Phrase,
};

mod detail;
mod list;
mod review;

impl Page for State {
    fn title(&self) -> Phrase {
        keys::LIST[0].row.section
    }

    fn rows(&self, _: &Shared) -> usize {
        self.list.rows().len()
    }

    fn cursor(&self) -> Cursor {
        self.list.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.list.cursor
    }

    fn is_settled(&self, _: &Shared) -> bool {
        self.list.is_settled()
    }

    fn detail_focus(&self) -> Option<Focus> {
        Some(Focus::Review)
    }

    fn detail(&self, shared: &Shared, width: usize) -> Vec<Line<'static>> {
        detail::lines(shared, self, width)
    }

    fn overflow(&self, shared: &Shared) -> usize {
        let Some(area) = self.panes(shared).detail.filter(|_| !layout::is_too_small(shared.size)) else { return 0 };
        if matches!(shared.focus, Focus::Review) {
            return review::overflow(shared, self, area);
        }
        draw::pane::overflow(area, |width| self.detail(shared, width))
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes) {
        if let Some(area) = panes.list {
            list::render(shared, self, frame, area);
        }
        match panes.detail {
            Some(area) if matches!(shared.focus, Focus::Review) => review::render(shared, self, frame, area),
            Some(area) => {
                draw::pane::detail(shared, shared.text.message(), frame, area, |width| self.detail(shared, width));
            }
            None => {}
        }
    }

    fn search(&self) -> Option<&Search> {
        Some(&self.search)
    }

    fn search_for(&mut self, text: String) {
        if let Some(filter) = self.search.set_text(text).filter(|filter| *filter != self.list.filter) {
            self.list.filter_by(filter);
            // No decision may include picks that the new filter hides.
            self.picks.clear();
        }
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        self.dialog.as_ref().map(|dialog| dialog as &dyn Dialog)
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        self.dialog.as_mut().map(|dialog| dialog as &mut dyn Dialog)
    }
}
