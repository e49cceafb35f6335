//! State of the editor.

use ratatui_textarea::{TextArea, WrapMode};
use relance::{client::Channel, follow_up::FollowUp};
use uuid::Uuid;

use crate::console::line::Line;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Subject,
    Message,
}

/// How the editor is left; with a changed text it asks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Close,
    Quit,
}

#[derive(Debug)]
pub struct Editor {
    pub id: Uuid,
    pub client: String,
    pub channel: Channel,
    /// Subject and message when the editor was opened.
    before: (String, String),
    /// Hash of the text that was opened: the edit is refused if someone else has changed it.
    pub seen: Option<String>,
    pub field: Field,
    pub subject: Line,
    pub message: TextArea<'static>,
    pub error: Option<String>,
    pub asking: Option<Leaving>,
}

impl Editor {
    pub fn open(follow_up: &FollowUp) -> Self {
        let mut message = TextArea::from(follow_up.draft.message.lines());
        message.set_cursor_line_style(ratatui::style::Style::new());
        message.set_wrap_mode(WrapMode::WordOrGlyph);
        let has_subject = follow_up.draft.channel != Channel::Sms;
        Self {
            id: follow_up.id,
            client: follow_up.client_id.to_string(),
            channel: follow_up.draft.channel,
            before: (follow_up.draft.subject.clone(), follow_up.draft.message.lines().collect::<Vec<_>>().join("\n")),
            seen: follow_up.draft.content_hash.clone(),
            field: if has_subject { Field::Subject } else { Field::Message },
            subject: Line::new(&follow_up.draft.subject),
            message,
            error: None,
            asking: None,
        }
    }

    /// An SMS has no subject.
    pub fn has_subject(&self) -> bool {
        self.channel != Channel::Sms
    }

    /// Subject and message as edited.
    pub fn text(&self) -> (String, String) {
        (self.subject.text(), self.message.lines().join("\n"))
    }

    pub fn is_changed(&self) -> bool {
        self.text() != self.before
    }
}
