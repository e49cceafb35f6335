//! What may stand before the tabs, one at a time.

use ratatui_textarea::TextArea;
use relance::{client::Channel, follow_up::FollowUp};
use uuid::Uuid;

use crate::console::{
    dialogs::palette::state::Palette,
    keys::Context,
    line::Line,
    message::{Decision, Deed, Marked},
    tabs::strategies::form::state::Form,
};

#[derive(Debug)]
pub enum Dialog {
    Help {
        top: usize,
    },
    /// Asks once before what sends or cannot be taken back.
    Confirm {
        question: String,
        deed: Deed,
    },
    /// Asks what became of an uncertain follow-up: it left, or it did not.
    Settle(Vec<Uuid>),
    Ask(Box<Ask>),
    Editor(Box<Editor>),
    Palette(Box<Palette>),
    Form(Box<Form>),
}

/// A dialog with one line to fill in; what was wrong with it stands under it, and nothing typed is lost.
#[derive(Debug)]
pub struct Ask {
    pub what: Asked,
    /// What it is about, where that are many.
    pub about: Option<String>,
    pub line: Line,
    pub error: Option<String>,
    /// Whom the settings would mark with the value typed, once it is counted.
    pub marked: Option<Box<Marked>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Why these follow-ups are cancelled.
    Reason(Vec<Uuid>),
    /// When these follow-ups shall leave.
    Date(Vec<Uuid>),
    /// The new value of a setting.
    Setting(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditorField {
    Subject,
    Message,
}

/// What the editor asks before it throws a changed text away.
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
    /// The text as it stood when it was opened.
    before: (String, String),
    /// Its hash: an edit never overwrites another's.
    pub seen: Option<String>,
    pub field: EditorField,
    pub subject: Line,
    pub message: TextArea<'static>,
    pub error: Option<String>,
    pub asking: Option<Leaving>,
}

impl Dialog {
    /// Whether it is the one that this action came from, and waits for what comes of it.
    pub fn awaits(&self, deed: &Deed) -> bool {
        match (self, deed) {
            (Self::Form(_), Deed::SaveStrategy { .. }) => true,
            (Self::Editor(editor), Deed::Edit { id, .. }) => editor.id == *id,
            (Self::Ask(ask), Deed::Decide { ids, decision }) => match (&ask.what, decision) {
                (Asked::Reason(asked), Decision::Cancel { .. }) => asked == ids,
                (Asked::Date(asked), Decision::Reschedule { .. }) => asked == ids,
                _ => false,
            },
            (Self::Ask(ask), Deed::Set { key, .. }) => ask.what == Asked::Setting(key),
            _ => false,
        }
    }

    pub const fn context(&self) -> Context {
        match self {
            Self::Help { .. } => Context::Help,
            Self::Confirm { .. } | Self::Settle(_) => Context::Confirm,
            Self::Ask(_) => Context::Line,
            Self::Palette(_) => Context::Palette,
            Self::Form(form) if form.asking => Context::Confirm,
            Self::Form(_) => Context::Form,
            Self::Editor(editor) => match editor.asking {
                Some(_) => Context::Confirm,
                None => Context::Editor,
            },
        }
    }
}

impl Editor {
    pub fn open(follow_up: &FollowUp) -> Self {
        let mut message = TextArea::from(follow_up.draft.message.lines());
        message.set_cursor_line_style(ratatui::style::Style::new());
        message.set_wrap_mode(ratatui_textarea::WrapMode::WordOrGlyph);
        let has_subject = follow_up.draft.channel != Channel::Sms;
        Self {
            id: follow_up.id,
            client: follow_up.client_id.to_string(),
            channel: follow_up.draft.channel,
            before: (follow_up.draft.subject.clone(), follow_up.draft.message.lines().collect::<Vec<_>>().join("\n")),
            seen: follow_up.draft.content_hash.clone(),
            field: if has_subject { EditorField::Subject } else { EditorField::Message },
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

    pub fn text(&self) -> (String, String) {
        (self.subject.text(), self.message.lines().join("\n"))
    }

    pub fn is_changed(&self) -> bool {
        self.text() != self.before
    }

    pub fn saving(&self) -> Deed {
        let (subject, message) = self.text();
        Deed::Edit { id: self.id, subject, message, seen: self.seen.clone() }
    }
}
