//! Checks of a draft before it may be sent: its shape always, its claims when a writer (not a person) made it.

use super::{FactSheet, sms};
use crate::client::Channel;

mod claims;

/// Longest subject of an e-mail, in characters, on one line.
pub const EMAIL_SUBJECT: usize = 150;
/// Longest text body of an e-mail, in characters.
pub const EMAIL_MESSAGE: usize = 10_000;
/// Most segments of an SMS.
pub const SMS_SEGMENTS: usize = 6;
/// Longest title of a push message, in characters: what lock screens show.
pub const PUSH_TITLE: usize = 50;
/// Longest text of a push message, in characters.
pub const PUSH_MESSAGE: usize = 178;
/// The same two limits for a text that a person typed, who may accept that some phones cut it.
pub const EDITED_PUSH_TITLE: usize = 65;
pub const EDITED_PUSH_MESSAGE: usize = 240;

/// Marks of placeholders that a template or a model may leave unfilled.
const PLACEHOLDERS: [&str; 10] = ["{{", "}}", "{%", "%}", "{#", "#}", "[[", "]]", "<%", "%>"];

/// Which half of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Subject,
    Message,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Subject => "subject",
            Self::Message => "message",
        })
    }
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the {0} is empty: write something")]
    Empty(Part),
    #[error("the {part} has {length} characters: shorten it to {limit}")]
    TooLong { part: Part, length: usize, limit: usize },
    #[error("the message takes {count} SMS: shorten it to {limit}")]
    TooManySegments { count: usize, limit: usize },
    #[error("the subject has a line break: write it on one line")]
    LineBreak,
    #[error("the {0} holds a control character: remove it")]
    Control(Part),
    #[error("an SMS has no subject: leave it empty")]
    SubjectOfSms,
    #[error("{0:?} was left unfilled: replace it")]
    Placeholder(String),
    #[error("{0:?} is a number that no fact gives")]
    Number(String),
    #[error("{0:?} is a percentage that no offer gives")]
    Percent(String),
    #[error("{0:?} is a date that no fact gives")]
    Date(String),
    #[error("{0:?} is a link or an address that no fact gives")]
    Link(String),
    #[error("{0:?} is not the client's first name")]
    Name(String),
}

/// Checks the text of a writer, template or model, against its facts.
///
/// The facts, in the spellings that a writer may use, are removed first. The rest may contain no digit (so no number,
/// price, phone number or date in figures), no `%`, "pour cent" or "percent", no name of a month or a day of the week,
/// no link, host name or e-mail address, no unfilled placeholder; and in a greeting ("Bonjour …," "Dear …,") no name. A
/// percentage, a duration and a date match a fact only with their unit and whole: `20 %`, `14 mois`, `15 décembre
/// 2026`. The link must match exactly.
///
/// Not detected: numbers in words ("vingt"), names outside a greeting, "gratuit", and whether the sentence around a
/// fact is true.
///
/// # Errors
/// All faults, those of the shape first.
pub fn check(channel: Channel, subject: &str, message: &str, facts: &FactSheet) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    if channel == Channel::Sms && !subject.is_empty() {
        faults.push(Fault::SubjectOfSms);
    }
    faults.extend(shape(channel, subject, message, (PUSH_TITLE, PUSH_MESSAGE)));
    for text in [subject, message] {
        faults.extend(claims::faults(text, facts));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Checks the text of a person: not empty, short enough for its channel, no control character, no placeholder. Its
/// claims are the person's responsibility. The subject of an SMS is never sent, so it is not checked.
///
/// # Errors
/// The first fault.
pub fn check_edit(channel: Channel, subject: &str, message: &str) -> Result<(), Fault> {
    let faults = shape(channel, subject, message, (EDITED_PUSH_TITLE, EDITED_PUSH_MESSAGE));
    let texts = if channel == Channel::Sms { vec![message] } else { vec![subject, message] };
    let unfilled = texts.into_iter().filter_map(placeholder);
    faults.into_iter().chain(unfilled).next().map_or(Ok(()), Err)
}

fn shape(channel: Channel, subject: &str, message: &str, push: (usize, usize)) -> Vec<Fault> {
    let has_subject = channel != Channel::Sms;
    let parts = [(Part::Subject, subject), (Part::Message, message)]
        .into_iter()
        .filter(|(p, _)| has_subject || *p == Part::Message);
    let mut faults = Vec::new();
    for (part, text) in parts {
        if text.trim().is_empty() {
            faults.push(Fault::Empty(part));
        }
        if part == Part::Subject && text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
            faults.push(Fault::LineBreak);
        } else if text.contains(|c: char| c.is_control() && (part == Part::Subject || c != '\n')) {
            faults.push(Fault::Control(part));
        }
        let limit = match (channel, part) {
            (Channel::Email, Part::Subject) => EMAIL_SUBJECT,
            (Channel::Email, Part::Message) => EMAIL_MESSAGE,
            (Channel::Push, Part::Subject) => push.0,
            (Channel::Push, Part::Message) => push.1,
            (Channel::Sms, _) => continue,
        };
        let length = text.chars().count();
        if length > limit {
            faults.push(Fault::TooLong { part, length, limit });
        }
    }
    let count = sms::segments(message).count;
    if channel == Channel::Sms && count > SMS_SEGMENTS {
        faults.push(Fault::TooManySegments { count, limit: SMS_SEGMENTS });
    }
    faults
}

/// The first unfilled placeholder, with what follows it up to a space.
fn placeholder(text: &str) -> Option<Fault> {
    let start = PLACEHOLDERS.iter().filter_map(|mark| text.find(mark)).min()?;
    let shown: String = text[start..].chars().take(24).collect();
    Some(Fault::Placeholder(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_write_anything_that_fits_the_channel() {
        assert_eq!(check_edit(Channel::Email, "12 % pour Awa", "Appelez le +243 810 000 000\net www.x.cd"), Ok(()));
        assert_eq!(check_edit(Channel::Sms, "an old subject {{", "Bonjour"), Ok(()));
        assert_eq!(check_edit(Channel::Push, &"é".repeat(65), &"é".repeat(240)), Ok(()));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_sentence() {
        let refusal = |channel, subject: &str, message: &str| {
            check_edit(channel, subject, message).expect_err("refused").to_string()
        };
        let refusals = [
            refusal(Channel::Email, " ", "Bonjour"),
            refusal(Channel::Email, "Bonjour", "\n"),
            refusal(Channel::Email, &"é".repeat(151), "Bonjour"),
            refusal(Channel::Email, "Bonjour\nBcc: x", "Bonjour"),
            refusal(Channel::Email, "Bonjour", "Bon\u{7}jour"),
            refusal(Channel::Email, "Bonjour", &"é".repeat(10_001)),
            refusal(Channel::Email, "Bonjour {{ first_name }}", "Bonjour"),
            refusal(Channel::Email, "Bonjour", "Bonjour [[PRENOM]], bienvenue parmi nous"),
            refusal(Channel::Sms, "", &"a".repeat(6 * 153 + 1)),
            refusal(Channel::Push, &"é".repeat(66), "Bonjour"),
            refusal(Channel::Push, "Bonjour", &"é".repeat(241)),
        ];
        insta::assert_snapshot!("refused_edits", refusals.join("\n"));
    }
}
