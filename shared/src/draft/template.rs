//! Writes messages from templates: two languages, one file per strategy, one block per channel.

use std::sync::LazyLock;

use minijinja::{
    Environment, Error, ErrorKind, State, Template, UndefinedBehavior, Value,
    value::{Kwargs, Serde},
};

use super::{
    DraftError, FactSheet, Text, check, sms,
    typography::{BREAK, clean, flow, polish},
    words::Words,
};
use crate::{client::Channel, locale::Locale};

/// Limit of instructions for a template: far more than a message needs, few enough not to delay a tick.
const FUEL: u64 = 100_000;

/// For strategies without a template of their own.
const GENERAL: &str = "general";

/// The name in errors of a template that an admin wrote.
const OWN: &str = "own";

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("templates/", $name, ".jinja")))),+]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "fr/letter",
    "fr/high_value_client_retention",
    "fr/cancelled_reservation_followup",
    "fr/welcome_new_client",
    "fr/inactive_client_reminder",
    "fr/seasonal_promotion",
    "fr/general",
    "en/letter",
    "en/high_value_client_retention",
    "en/cancelled_reservation_followup",
    "en/welcome_new_client",
    "en/inactive_client_reminder",
    "en/seasonal_promotion",
    "en/general",
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    // A misspelt variable is an error, not a hole in the message.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.add_global("br", BREAK.to_string());
    environment.add_function("by_tone", by_tone);
    for (name, source) in TEMPLATES {
        environment.add_template_owned(*name, tags_leave_no_line(source))?;
    }
    Ok(environment)
}

/// Removes the line end after a line that holds a single tag and nothing else: it would count as a blank line, which
/// separates paragraphs. Unlike with `trim_blocks`, a tag at the end of a line of text keeps its line end. The line end
/// moves into the tag, so that line numbers in errors stay right.
fn tags_leave_no_line(source: &str) -> String {
    let is_single_tag = |line: &str| line.starts_with("{%") && line.ends_with("%}") && line.matches("{%").count() == 1;
    let line = |line: &str| match line.trim().strip_suffix("%}").filter(|_| is_single_tag(line.trim())) {
        Some(tag) => match tag.strip_suffix(['-', '+']) {
            Some(bare) => format!("{bare}\n{}%}}", &tag[bare.len()..]),
            None => format!("{tag}\n%}}"),
        },
        None => format!("{line}\n"),
    };
    source.lines().map(line).collect()
}

/// `by_tone(warm=…, caring=…, attentive=…, enthusiastic=…)`: the argument for the message's tone.
fn by_tone(state: &State<'_, '_>, words: Kwargs) -> Result<Value, Error> {
    let tone = state.lookup("tone").ok_or_else(|| Error::new(ErrorKind::UndefinedError, "the message has no tone"))?;
    for other in ["warm", "caring", "attentive", "enthusiastic"] {
        words.get::<&str>(other)?;
    }
    words.assert_all_used()?;
    words.get(tone.as_str().unwrap_or_default())
}

/// What is left out, in this order, while a message is too long. The offer, the link and the business always stay.
const DROP_ORDER: [fn(&mut Words); 5] = [
    |words| words.favourite_space = None,
    |words| words.last_space = None,
    |words| words.duration = None,
    |words| words.season = None,
    |words| words.first_name = None,
];

/// How many of [`DROP_ORDER`] an SMS leaves out to stay within [`SMS_WANTED`]; the season and the client's name justify
/// another segment.
const DROPPED_FOR_COST: usize = 3;

/// Segments an SMS tries to stay within.
const SMS_WANTED: usize = 2;

/// Writes the message of the strategy with this id for `channel`, from `facts` alone, in their language and tone.
///
/// `own` is the source of a template that an admin wrote; without it, the strategy's id chooses one. The text passes
/// [`check()`]; one too long for its channel is rendered again with fewer facts, the least important removed first. An
/// SMS uses the 7-bit alphabet whenever the facts allow, without their accents if needed; a push message leaves the
/// link to the notification that carries it.
///
/// # Errors
/// [`DraftError::Faults`] when even the shortest message fails, because a business name or a link is longer than the
/// settings accept, or because of an admin's template; [`DraftError::Template`] when a template is broken.
pub fn write(strategy: &str, own: Option<&str>, channel: Channel, facts: &FactSheet) -> Result<Text, DraftError> {
    let environment = ENVIRONMENT.as_ref().map_err(|e| Error::new(e.kind(), e.to_string()))?;
    let own = own.map(tags_leave_no_line);
    let template = match &own {
        Some(source) => environment.template_from_named_str(OWN, source)?,
        None => environment.get_template(&format!("{}/{}", facts.locale, name_for(strategy)))?,
    };
    let mut words = Words::of(facts, channel);
    let mut dropped = 0;
    loop {
        let draft = render(&template, channel, facts, &words)?;
        let too_many_segments = channel == Channel::Sms && sms::segments(&draft.message).count > SMS_WANTED;
        match (check(channel, &draft.subject, &draft.message, facts), DROP_ORDER.get(dropped)) {
            (Ok(()), _) if !too_many_segments || dropped >= DROPPED_FOR_COST => return Ok(draft),
            (Ok(()), None) => return Ok(draft),
            (Err(faults), None) => return Err(DraftError::Faults(faults)),
            (_, Some(leave_out)) => leave_out(&mut words),
        }
        dropped += 1;
    }
}

/// The source of a strategy's built-in template in a language, from which an admin starts.
pub fn source(strategy: &str, locale: Locale) -> &'static str {
    let name = format!("{locale}/{}", name_for(strategy));
    TEMPLATES.iter().find(|(known, _)| *known == name).map_or("", |(_, source)| source)
}

/// The template of a strategy. `letter` is the shared layout: a strategy of that id gets the general template.
fn name_for(strategy: &str) -> &str {
    let is_known =
        |id: &str| TEMPLATES.iter().any(|(name, _)| name.split_once('/').is_some_and(|(_, name)| name == id));
    match strategy {
        "letter" => GENERAL,
        id if is_known(id) => id,
        _ => GENERAL,
    }
}

fn render(template: &Template<'_, '_>, channel: Channel, facts: &FactSheet, words: &Words) -> Result<Text, DraftError> {
    let mut rendered = template.render_captured(Serde(words))?;
    let mut block = |name: &str| rendered.with_state_mut(|state| state.render_block(name));
    let polished = |text: String| polish(&text, facts.locale);
    Ok(match channel {
        Channel::Email => {
            Text { subject: polished(clean(&block("subject")?)), message: polished(flow(&block("email")?)) }
        }
        // Straight apostrophes and plain spaces: the 7-bit alphabet lacks the typographic ones.
        Channel::Sms => Text { subject: String::new(), message: clean(&block("sms")?) },
        Channel::Push => {
            Text { subject: polished(clean(&block("push_title")?)), message: polished(clean(&block("push")?)) }
        }
    })
}

#[cfg(test)]
mod tests;
