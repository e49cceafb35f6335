//! Drawing of the clients tab.

use ratatui::{Frame, text::Line};

use super::{keys, state::State};
use crate::console::{
    dialogs::Dialog,
    draw::{self, layout::Panes},
    focus::Focus,
    list::{cursor::Cursor, search::Search},
    shared::Shared,
    tab::Page,
    text::Phrase,
};

mod detail;
mod list;

pub use detail::{history, scores, timeline};
pub use list::risk;

impl Page for State {
    fn title(&self) -> Phrase {
        keys::KEYS[0].row.section
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
        Some(Focus::Detail)
    }

    fn detail(&self, shared: &Shared, width: usize) -> Vec<Line<'static>> {
        detail::lines(shared, self, width)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes) {
        if let Some(area) = panes.list {
            list::render(shared, self, frame, area);
        }
        if let Some(area) = panes.detail {
            draw::pane::detail(shared, shared.text.client(), frame, area, |width| self.detail(shared, width));
        }
    }

    fn search(&self) -> Option<&Search> {
        Some(&self.search)
    }

    fn search_for(&mut self, text: String) {
        if let Some(filter) = self.search.set_text(text) {
            self.list.filter_by(filter);
        }
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        self.dialog.as_ref().map(|dialog| dialog as &dyn Dialog)
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        self.dialog.as_mut().map(|dialog| dialog as &mut dyn Dialog)
    }
}
