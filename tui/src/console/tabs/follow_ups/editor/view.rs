//! Drawing of the editor.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::Line,
    widgets::Paragraph,
};
use relance::client::Channel;

use super::{
    state::{Editor, Field, Leaving},
    update::KEYS,
};
use crate::console::{
    dialogs::{Dialog, confirm},
    draw::{
        cells,
        window::{centred, window},
    },
    keys::{self, Row},
    shared::Shared,
    theme::Meaning,
};

impl Dialog for Editor {
    fn keys(&self) -> Vec<Row> {
        if self.asking.is_some() { keys::rows(confirm::KEYS) } else { keys::rows(KEYS) }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let title = format!("{} · {}", shared.text.edit_title(), self.client);
        let inner = window(shared, &title, frame, centred(body, 96, body.height));
        let subject = if self.has_subject() { 2 } else { 0 };
        let [subject_area, label, message_area, foot] = Layout::vertical([
            Constraint::Length(subject),
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(1),
        ])
        .areas(inner);
        if self.has_subject() {
            self.draw_subject(shared, frame, subject_area);
        }
        frame.render_widget(head(shared, shared.text.message(), self.field == Field::Message), label);
        self.draw_message(frame, message_area);
        frame.render_widget(self.foot(shared, usize::from(foot.width)), foot);
        if self.asking.is_some() {
            confirm::render(shared, shared.text.discard(), frame, body);
        }
    }

    fn takes_text(&self) -> bool {
        self.asking.is_none()
    }

    fn paste(&mut self, text: &str, _: &mut Shared) {
        match self.field {
            Field::Subject => self.subject.paste(text),
            Field::Message => {
                self.message.insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
            }
        }
    }

    /// A second Control-C discards the text.
    fn blocks_quit(&mut self) -> bool {
        let asks = self.is_changed() && self.asking != Some(Leaving::Quit);
        if asks {
            self.asking = Some(Leaving::Quit);
        }
        asks
    }
}

impl Editor {
    fn draw_subject(&self, shared: &Shared, frame: &mut Frame, area: Rect) {
        let [label, field] = Layout::vertical([Constraint::Length(1); 2]).areas(area);
        let is_active = self.field == Field::Subject;
        frame.render_widget(head(shared, shared.text.subject(), is_active), label);
        if is_active {
            frame.render_widget(&self.subject.0, field);
        } else {
            frame.render_widget(Line::raw(cells::cut(&self.subject.text(), usize::from(field.width))), field);
        }
    }

    fn draw_message(&self, frame: &mut Frame, area: Rect) {
        if self.field == Field::Message {
            frame.render_widget(&self.message, area);
        } else {
            let lines = cells::paragraph(&self.text().1, usize::from(area.width), Style::new());
            frame.render_widget(Paragraph::new(lines), area);
        }
    }

    /// The error, else the length of the message.
    fn foot(&self, shared: &Shared, width: usize) -> Line<'static> {
        if let Some(error) = &self.error {
            return Line::styled(cells::cut(&format!("✗ {error}"), width), shared.theme.style(Meaning::Alert));
        }
        let message = self.text().1;
        let length = match self.channel {
            Channel::Sms => shared.text.sms_length(&message),
            Channel::Email | Channel::Push => shared.text.characters(message.chars().count()),
        };
        Line::styled(length, shared.theme.style(Meaning::Muted)).right_aligned()
    }
}

fn head(shared: &Shared, text: &str, is_active: bool) -> Line<'static> {
    let (mark, meaning) = if is_active { ("▸ ", Meaning::Accent) } else { ("  ", Meaning::Muted) };
    Line::styled(format!("{mark}{text}"), shared.theme.style(meaning))
}
