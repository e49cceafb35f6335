//! Every key, once, from the table of keys.

use ratatui::text::{Line, Span};

use crate::console::{
    draw::cells,
    keys::{BINDINGS, Context},
    state::State,
    theme::Meaning,
    view::{heading, layout},
};

/// How far a page key scrolls.
pub const PAGE: isize = 15;

/// The contexts in the order they are told; those of the open tab come before them all.
const ORDER: [Context; 18] = [
    Context::Everywhere,
    Context::Always,
    Context::List,
    Context::Detail,
    Context::Overview,
    Context::Clients,
    Context::Search,
    Context::FollowUps,
    Context::Decide,
    Context::Review,
    Context::Editor,
    Context::Strategies,
    Context::Form,
    Context::Settings,
    Context::Line,
    Context::Confirm,
    Context::Palette,
    Context::Help,
];

pub fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let here = state.tab.context();
    let order = ORDER.into_iter().filter(|c| *c == here).chain(ORDER.into_iter().filter(|c| *c != here));
    for context in order {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(heading(state, state.text.context(context)));
        for binding in BINDINGS.iter().filter(|b| b.context == context) {
            lines.push(Line::from(vec![
                Span::styled(
                    cells::left(&format!("  {}", binding.keys(state.text)), 22),
                    state.theme.style(Meaning::Accent),
                ),
                Span::raw(cells::cut(binding.label(state.text), width.saturating_sub(22))),
            ]));
        }
    }
    lines
}

/// Lines that do not fit into the help's window.
pub fn overflow(state: &State) -> usize {
    let height = usize::from(layout::areas(state.size).body.height.saturating_sub(2));
    lines(state, 60).len().saturating_sub(height)
}

#[cfg(test)]
mod tests {
    use relance::locale::Locale;

    use super::*;
    use crate::console::{text::Text, theme::Theme};

    #[test]
    fn the_help_lists_every_key_exactly_once() {
        for lang in Locale::ALL {
            let state = State::new(
                Text(lang),
                Theme { colours: true, ascii: false },
                (String::new(), relance::operator::Role::Admin),
                false,
                chrono::DateTime::UNIX_EPOCH,
            );
            let told: Vec<String> = lines(&state, 200).iter().map(ToString::to_string).collect();
            let rows = told.iter().filter(|line| line.starts_with("  ")).count();
            assert_eq!(rows, BINDINGS.len());
            for context in ORDER {
                assert_eq!(ORDER.iter().filter(|c| **c == context).count(), 1);
            }
            for binding in BINDINGS {
                let row = format!("  {}", binding.keys(state.text));
                let here = told
                    .iter()
                    .skip_while(|line| **line != state.text.context(binding.context))
                    .take_while(|line| !line.is_empty());
                let met =
                    here.filter(|l| l.trim_end() == format!("{} {}", cells::left(&row, 21), binding.label(state.text)));
                assert_eq!(met.count(), 1, "{row}");
            }
        }
    }
}
