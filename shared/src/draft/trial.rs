//! Tests a template before it is saved, so that it does not fail when a message is due.

use chrono::NaiveDate;

use super::{DraftError, FactSheet, Fault, Offer, Tone, write};
use crate::{client::Channel, locale::Locale, money::Percent};

/// What is wrong with a template that an admin wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be parsed or rendered; the reason, in English.
    #[error("line {line}: {reason}")]
    Broken { line: usize, reason: String },
    /// With certain facts, its text fails the check.
    #[error("the {channel} it writes cannot leave: {}", super::list(.faults))]
    Unfit { channel: Channel, faults: Vec<Fault> },
}

/// Longest template, in bytes.
pub const MAX_BYTES: usize = 20_000;

/// Renders the template for each of `channels`: in every tone with all facts, and once without.
///
/// # Errors
/// The first error found.
pub fn try_out(source: &str, locale: Locale, channels: &[Channel]) -> Result<(), TemplateError> {
    if source.len() > MAX_BYTES {
        let reason = format!("it has {} bytes: shorten it to {MAX_BYTES}", source.len());
        return Err(TemplateError::Broken { line: 1, reason });
    }
    for facts in sheets(locale) {
        for channel in channels {
            write("", Some(source), *channel, &facts).map_err(|error| explain(error, *channel))?;
        }
    }
    Ok(())
}

fn sheets(locale: Locale) -> Vec<FactSheet> {
    let bare = FactSheet {
        locale,
        tone: Tone::Warm,
        first_name: None,
        last_space: None,
        favourite_space: None,
        months_as_client: 0,
        offer: None,
        season: None,
        booking_link: "https://example.com/r".to_owned(),
        business_name: "N'zoo Immo".to_owned(),
    };
    let tones = [Tone::Warm, Tone::Caring, Tone::Attentive, Tone::Enthusiastic];
    let full = tones.map(|tone| FactSheet {
        tone,
        first_name: Some("Awa".to_owned()),
        last_space: Some("salle-reunion".to_owned()),
        favourite_space: Some("coworking".to_owned()),
        months_as_client: 14,
        offer: Percent::try_from(15)
            .ok()
            .zip(NaiveDate::from_ymd_opt(2026, 12, 15))
            .map(|(percent, valid_until)| Offer { percent, valid_until }),
        season: Some("rentrée".to_owned()),
        ..bare.clone()
    });
    full.into_iter().chain([bare]).collect()
}

fn explain(error: DraftError, channel: Channel) -> TemplateError {
    match error {
        DraftError::Faults(faults) => TemplateError::Unfit { channel, faults },
        DraftError::Template(error) => {
            let reason = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            TemplateError::Broken { line: error.line().unwrap_or(1), reason }
        }
        DraftError::Layout(reason) => TemplateError::Broken { line: 1, reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{draft::template::source, strategy::builtin};

    #[test]
    fn every_template_that_ships_passes() {
        for locale in Locale::ALL {
            for strategy in builtin() {
                assert_eq!(try_out(source(&strategy.id.0, locale), locale, &Channel::ALL), Ok(()), "{}", strategy.id);
            }
        }
    }

    #[test]
    fn what_could_not_be_sent_is_told_with_its_line() {
        let own = |text: &str| {
            format!("{{% extends \"fr/letter\" %}}\n{{% block subject %}}Nouvelles{{% endblock %}}\n{text}")
        };
        let refused = |text: &str, channels: &[Channel]| {
            try_out(&own(text), Locale::Fr, channels).expect_err("refused").to_string()
        };
        let told = [
            refused("{% block body %}Bonjour", &[Channel::Email]),
            refused("{% block body %}{{ mood }}{% endblock %}", &[Channel::Email]),
            refused("{% block body %}\nVotre mot : {{ season | shout }}{% endblock %}", &[Channel::Email]),
            refused("{% block body %}Dès 12 $.{% endblock %}", &[Channel::Email]),
            refused("{% block push_text %}Bonjour.{% endblock %}", &[Channel::Push]),
            refused("{% for a in range(9999) %}{% for b in range(9999) %}.{% endfor %}{% endfor %}", &[Channel::Sms]),
            refused(&"é".repeat(10_001), &[Channel::Email]),
        ];
        insta::assert_snapshot!(told.join("\n"), @r#"
        line 3: unexpected end of input, expected end of block
        line 3: undefined value
        line 4: filter shout is unknown
        the email it writes cannot leave: "12" is a number that no fact gives
        line 1: block 'push_title' not found
        line 3: engine ran out of fuel
        line 1: it has 20071 bytes: shorten it to 20000
        "#);
        assert_eq!(try_out(&own(""), Locale::Fr, &[Channel::Email, Channel::Sms]), Ok(()));
    }
}
