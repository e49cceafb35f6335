//! The line above the footer: the last message, the running action, or the filter being typed.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::console::{draw::cells, focus::Focus, line, shared::StatusMessage, state::State, theme::Meaning};

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    if let Focus::Search(line) = &state.shared.focus {
        return search(state, line, frame, area);
    }
    if let Some((meaning, message)) = message(state) {
        let message = cells::cut(&message, usize::from(area.width).saturating_sub(3));
        let inner = Rect { x: area.x + 1, width: area.width - 1, ..area };
        frame.render_widget(Line::styled(message, state.shared.theme.style(meaning)), inner);
    }
}

fn search(state: &State, line: &line::Line, frame: &mut Frame, area: Rect) {
    let label = format!(" {} / ", state.shared.text.search());
    let width = u16::try_from(label.width()).unwrap_or(u16::MAX).min(area.width);
    frame.render_widget(Span::styled(label, state.shared.theme.style(Meaning::Accent)), area);
    let field = Rect { x: area.x + width, width: area.width - width, ..area };
    frame.render_widget(&line.0, field);
}

fn message(state: &State) -> Option<(Meaning, String)> {
    let text = state.shared.text;
    if let Some(action) = &state.running {
        let message = action.progress.map(|(stage, done, total)| text.progress(stage, done, total));
        return Some((Meaning::Accent, format!("… {}", message.as_deref().unwrap_or(text.working()))));
    }
    let Some(StatusMessage { meaning, text }) = &state.shared.status else {
        return state.page().status_hint(&state.shared);
    };
    let sign = match meaning {
        Meaning::Good => "✓ ",
        Meaning::Warning => "! ",
        Meaning::Alert => "✗ ",
        _ => "",
    };
    Some((*meaning, format!("{sign}{text}")))
}
