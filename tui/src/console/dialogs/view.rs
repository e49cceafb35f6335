//! What stands before the tabs.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::Line,
    widgets::{Clear, Padding, Paragraph},
};

use relance::client::Channel;

use crate::console::{
    dialogs::{
        help, palette,
        state::{Ask, Asked, Dialog, Editor, EditorField},
    },
    draw::cells,
    state::State,
    tabs::strategies::form,
    theme::Meaning,
    view::{pane, who},
};

/// The widest a question is comfortably read at.
const WIDEST: u16 = 72;

pub fn render(state: &State, frame: &mut Frame, body: Rect) {
    match &state.dialog {
        None => {}
        Some(Dialog::Help { top }) => {
            // A narrow header has no room for who one is.
            let title = format!("{} · {}", state.text.help(), who(state));
            let inner = window(state, &title, frame, centred(body, 66, body.height));
            let lines = help::lines(state, usize::from(inner.width));
            let shown: Vec<Line> = lines.into_iter().skip(*top).take(usize::from(inner.height)).collect();
            frame.render_widget(Paragraph::new(shown), inner);
        }
        Some(Dialog::Confirm { question, .. }) => confirm(state, question, frame, body),
        Some(Dialog::Settle(_)) => confirm(state, state.text.ask_settle(), frame, body),
        Some(Dialog::Form(form)) => {
            form::view::render(state, form, frame, body);
            if form.asking {
                confirm(state, state.text.discard(), frame, body);
            }
        }
        Some(Dialog::Palette(palette)) => palette::view::render(state, palette, frame, body),
        Some(Dialog::Ask(ask)) => line(state, ask, frame, body),
        Some(Dialog::Editor(editor)) => {
            edit(state, editor, frame, body);
            if editor.asking.is_some() {
                confirm(state, state.text.discard(), frame, body);
            }
        }
    }
}

/// Clears a place, frames it, and answers what is inside.
pub fn window(state: &State, title: &str, frame: &mut Frame, area: Rect) -> Rect {
    let block = pane(state, title.to_owned(), true).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    inner
}

pub fn centred(body: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(body.width), height.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

fn confirm(state: &State, question: &str, frame: &mut Frame, body: Rect) {
    let width = WIDEST.min(body.width);
    let lines = cells::paragraph(question, usize::from(width.saturating_sub(4)), Style::new());
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = window(state, state.text.confirm(), frame, centred(body, width, height));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn line(state: &State, ask: &Ask, frame: &mut Frame, body: Rect) {
    let text = state.text;
    let (title, hint) = match &ask.what {
        Asked::Reason(_) => (text.cancel_title(), text.cancel_hint().to_owned()),
        Asked::Date(_) => (text.reschedule_title(), text.reschedule_hint().to_owned()),
        Asked::Setting(name) => (text.change_title(), setting_hint(state, name)),
    };
    let width = WIDEST.min(body.width);
    let room = usize::from(width.saturating_sub(4));
    let hint = match &ask.marked {
        Some(marked) => format!("{hint}\n{}", text.marked(marked)),
        None => hint,
    };
    let hint = match &ask.about {
        Some(about) => format!("{about}\n{hint}"),
        None => hint,
    };
    let hint = cells::paragraph(&hint, room, state.theme.style(Meaning::Muted));
    let error =
        ask.error.as_deref().map(|e| cells::paragraph(&format!("✗ {e}"), room, state.theme.style(Meaning::Alert)));
    let error = error.unwrap_or_default();
    let heights = [hint.len(), 1, error.len()].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
    let height = heights.iter().fold(2u16, |sum, n| sum.saturating_add(*n));
    let inner = window(state, title, frame, centred(body, width, height));
    let [hint_area, field, error_area] = Layout::vertical(heights.map(Constraint::Length)).areas(inner);
    frame.render_widget(Paragraph::new(hint), hint_area);
    frame.render_widget(&ask.line.0, field);
    frame.render_widget(Paragraph::new(error), error_area);
}

fn setting_hint(state: &State, name: &str) -> String {
    let key = relance::settings::KEYS.iter().find(|key| key.name == name);
    key.map_or(String::new(), |key| {
        let range = state.text.labelled(state.text.allowed(), &state.text.setting_value(key.range));
        format!("{name} · {}\n{range}", state.text.meaning(key))
    })
}

fn edit(state: &State, editor: &Editor, frame: &mut Frame, body: Rect) {
    let title = format!("{} · {}", state.text.edit_title(), editor.client);
    let area = centred(body, 96, body.height);
    let inner = window(state, &title, frame, area);
    let subject = if editor.has_subject() { 2 } else { 0 };
    let [subject_area, label, message, foot] = Layout::vertical([
        Constraint::Length(subject),
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(1),
    ])
    .areas(inner);
    let head = |text: &str, is_active: bool| {
        let meaning = if is_active { Meaning::Accent } else { Meaning::Muted };
        Line::styled(format!("{}{text}", if is_active { "▸ " } else { "  " }), state.theme.style(meaning))
    };
    let in_subject = editor.field == EditorField::Subject;
    if editor.has_subject() {
        let [label, field] = Layout::vertical([Constraint::Length(1); 2]).areas(subject_area);
        frame.render_widget(head(state.text.subject(), in_subject), label);
        if in_subject {
            frame.render_widget(&editor.subject.0, field);
        } else {
            frame.render_widget(Line::raw(cells::cut(&editor.subject.text(), usize::from(field.width))), field);
        }
    }
    frame.render_widget(head(state.text.message(), !in_subject), label);
    if in_subject {
        let lines = cells::paragraph(&editor.text().1, usize::from(message.width), Style::new());
        frame.render_widget(Paragraph::new(lines), message);
    } else {
        frame.render_widget(&editor.message, message);
    }
    let told = match &editor.error {
        Some(error) => {
            Line::styled(cells::cut(&format!("✗ {error}"), usize::from(foot.width)), state.theme.style(Meaning::Alert))
        }
        None => {
            let message = editor.text().1;
            let length = match editor.channel {
                Channel::Sms => state.text.sms_length(&message),
                Channel::Email | Channel::Push => state.text.characters(message.chars().count()),
            };
            Line::styled(length, state.theme.style(Meaning::Muted)).right_aligned()
        }
    };
    frame.render_widget(told, foot);
}
