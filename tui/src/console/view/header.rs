//! The first line: the tabs and the user.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::console::{
    draw::{cells, pane::user_label},
    state::State,
    tabs::Tab,
    theme::Meaning,
};

/// The text before the tabs.
const BRAND: &str = " Relance  ";

fn label(state: &State, position: usize, tab: Tab) -> String {
    format!(" {} {} ", position + 1, state.shared.text.of(state.tabs.page(tab).title()))
}

/// The tab under a column of the header.
pub fn tab_at(state: &State, column: u16) -> Option<Tab> {
    let mut left = BRAND.width();
    for (position, tab) in Tab::ALL.iter().enumerate() {
        let here = left..left + label(state, position, *tab).width();
        if here.contains(&usize::from(column)) {
            return Some(*tab);
        }
        left = here.end;
    }
    None
}

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let theme = state.shared.theme;
    let mut spans = vec![Span::styled(BRAND, theme.style(Meaning::Accent))];
    for (position, tab) in Tab::ALL.iter().enumerate() {
        let meaning = if *tab == state.tab { Meaning::Selected } else { Meaning::Plain };
        spans.push(Span::styled(label(state, position, *tab), theme.style(meaning)));
    }
    let left: usize = spans.iter().map(Span::width).sum();
    let user = user_label(&state.shared);
    let room = usize::from(area.width).saturating_sub(left + 1);
    if user.width() + 2 <= room {
        spans.push(Span::styled(cells::right(&user, room), theme.style(Meaning::Muted)));
    }
    frame.render_widget(Line::from(spans), area);
}
