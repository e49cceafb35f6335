//! How a client is written to: the language, the telephone number and a pause, as three fields.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line as Drawn,
    widgets::Paragraph,
};
use relance::{
    client::{ClientKey, PhoneNumber},
    date_input::{self, DateError},
    operations::{ClientDetail, ContactChange},
};

use super::queries::Action;
use crate::console::{
    dialogs::Dialog,
    draw::{
        cells,
        window::{MAX_WIDTH, centred, window},
    },
    keys::{self, Row, Section, code, section},
    line::Line,
    shared::Shared,
    theme::Meaning,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Save,
    Next,
    Previous,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Contact", "Contact":
    [code(KeyCode::Enter)] Command::Save, Shown, "enregistrer", "save";
    [code(KeyCode::Tab), code(KeyCode::Down)] Command::Next, Shown, "champ suivant", "next field";
    [code(KeyCode::BackTab), code(KeyCode::Up)] Command::Previous, Hidden, "champ précédent", "previous field";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

/// The columns of a label.
const LABEL: usize = 16;

#[derive(Debug)]
pub struct Contact {
    pub client: ClientKey,
    name: String,
    /// Language, number, end of the pause: as they were, and as they are typed. An empty one forgets what was said.
    before: [String; 3],
    fields: [Line; 3],
    at: usize,
    pub error: Option<String>,
}

impl Contact {
    pub fn open(detail: &ClientDetail, shared: &Shared) -> Self {
        let contact = &detail.insight.contact;
        let phone = contact.addresses.phone.as_ref();
        let pause = contact.paused_until.filter(|until| *until > shared.now);
        let before = [
            contact.locale.map(|locale| locale.to_string()).unwrap_or_default(),
            phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            pause.map(|until| shared.text.time(until, shared.zone())).unwrap_or_default(),
        ];
        let fields = [0, 1, 2].map(|n| Line::new(&before[n]));
        let name = detail.insight.profile.client_id.to_string();
        Self { client: detail.insight.key, name, before, fields, at: 0, error: None }
    }

    /// Handles a key; the dialog stays open until the result arrives, so that a refused value can be corrected.
    pub fn on_key(mut self, event: KeyEvent, shared: &Shared) -> (Option<Self>, Option<Action>) {
        let mut action = None;
        match keys::find(KEYS, event) {
            Some(Command::Dismiss) => return (None, None),
            Some(Command::Next) => self.at = (self.at + 1) % self.fields.len(),
            Some(Command::Previous) => self.at = (self.at + self.fields.len() - 1) % self.fields.len(),
            Some(Command::Save) => match self.change(shared) {
                Ok(change) if change == ContactChange::default() => return (None, None),
                Ok(change) => action = Some(Action::ChangeContact(self.client, change)),
                Err(error) => self.error = Some(error),
            },
            None if self.fields[self.at].input(event) => self.error = None,
            None => {}
        }
        (Some(self), action)
    }

    /// What was typed anew, or what is wrong with it.
    fn change(&self, shared: &Shared) -> Result<ContactChange, String> {
        let text = shared.text;
        let typed = |n: usize| {
            let typed = self.fields[n].text().trim().to_owned();
            (typed != self.before[n]).then_some(typed)
        };
        let said = |typed: String| Some(typed).filter(|typed| !typed.is_empty());
        let locale = typed(0).map(|typed| said(typed).map(|typed| typed.parse()).transpose()).transpose();
        let phone = typed(1).map(|typed| said(typed).map(|typed| PhoneNumber::parse(&typed)).transpose()).transpose();
        let calendar = shared.settings().ok_or_else(|| text.wait_for_settings().to_owned())?.calendar();
        let pause =
            typed(2).map(|typed| said(typed).map(|typed| date_input::parse(&typed, &calendar, shared.now)).transpose());
        Ok(ContactChange {
            locale: locale.map_err(|_| text.language_wanted().to_owned())?,
            phone: phone.map_err(|_| text.number_wanted().to_owned())?,
            paused_until: pause.transpose().map_err(|error| match error {
                DateError::NotADate => text.not_a_date().to_owned(),
                DateError::Past => text.past().to_owned(),
            })?,
        })
    }
}

impl Dialog for Contact {
    fn keys(&self) -> Vec<Row> {
        keys::rows(KEYS)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let text = shared.text;
        let width = MAX_WIDTH.min(body.width);
        let room = usize::from(width.saturating_sub(4));
        let hint = cells::paragraph(text.contact_hint(), room, shared.theme.style(Meaning::Muted));
        let error = self.error.as_deref().map(|error| format!("✗ {error}")).unwrap_or_default();
        let error = cells::paragraph(&error, room, shared.theme.style(Meaning::Alert));
        let heights = [hint.len(), 1, 1, 1, error.len()].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        let height = heights.iter().fold(2u16, |sum, n| sum.saturating_add(*n));
        let title = format!("{} · {}", text.contact_title(), self.name);
        let inner = window(shared, &title, frame, centred(body, width, height));
        let [hint_area, language, phone, pause, error_area] =
            Layout::vertical(heights.map(Constraint::Length)).areas(inner);
        frame.render_widget(Paragraph::new(hint), hint_area);
        let labels = [text.language_label(), text.phone(), text.paused_until_label()];
        for (n, (area, label)) in [language, phone, pause].into_iter().zip(labels).enumerate() {
            let [label_area, field] =
                Layout::horizontal([Constraint::Length(LABEL as u16), Constraint::Min(1)]).areas(area);
            let (mark, meaning) = if n == self.at { ("▸ ", Meaning::Accent) } else { ("  ", Meaning::Muted) };
            let label = cells::left(&format!("{mark}{label}"), LABEL);
            frame.render_widget(Drawn::styled(label, shared.theme.style(meaning)), label_area);
            if n == self.at {
                frame.render_widget(&self.fields[n].0, field);
            } else {
                frame.render_widget(Drawn::raw(cells::cut(&self.fields[n].text(), usize::from(field.width))), field);
            }
        }
        frame.render_widget(Paragraph::new(error), error_area);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, _: &mut Shared) {
        self.fields[self.at].paste(text);
    }
}
