//! Writing a message: the facts it may state, a writer, and a check that the text states nothing else.
//!
//! [`template`] writes offline, in the client's language and in the tone that the scores require; [`mod@html`] makes
//! the HTML body of an e-mail from its current text, so that a person's edits appear in both; [`mod@check`] compares a
//! draft with its facts; [`mod@confidence`] rates how far to trust it; [`trial`] tests a template that an admin wrote.

use serde::{Deserialize, Serialize};

pub mod check;
pub mod confidence;
pub mod facts;
pub mod first_name;
pub mod html;
pub mod sms;
pub mod template;
pub mod trial;
pub(crate) mod typography;
pub mod words;

pub use check::{Fault, check, check_edit};
pub use confidence::{Confidence, confidence};
pub use facts::{FactSheet, Offer, Tone};
pub use first_name::first_name;
pub use html::html;
pub use template::write;
pub use trial::{TemplateError, try_out};

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The subject of an e-mail, the title of a push message, empty for an SMS.
    pub subject: String,
    /// Plain text: paragraphs separated by one blank line, no spaces at the end of a line.
    pub message: String,
}

/// Who wrote the current text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum DraftSource {
    Template,
    Model,
    /// A person changed it; the automatic mode never approves it.
    Human,
}

/// The result of a writer; it has passed [`check()`] against the plan's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The subject of an e-mail, the title of a push message, empty for an SMS.
    pub subject: String,
    /// Plain text: paragraphs separated by one blank line, no spaces at the end of a line.
    pub message: String,
    pub source: DraftSource,
}

/// Why there is no draft, or no HTML body of it.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("the message template could not be rendered: mend it under shared/src/draft/templates")]
    Template(#[from] minijinja::Error),
    #[error("the HTML body could not be laid out ({0}): mend shared/src/draft/templates/email.mjml")]
    Layout(String),
    #[error("the draft says what its facts do not allow ({}): shorten or correct the facts", list(.0))]
    Faults(Vec<Fault>),
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; ")
}
