use chrono::NaiveDate;
use proptest::{option, prelude::*, sample::select};

use super::*;
use crate::{
    draft::{Offer, Tone, sms::Encoding},
    locale::Locale,
};

const BUILT_IN: [&str; 6] = [
    "high_value_client_retention",
    "cancelled_reservation_followup",
    "welcome_new_client",
    "inactive_client_reminder",
    "seasonal_promotion",
    "a_strategy_of_their_own",
];

const TONES: [Tone; 4] = [Tone::Warm, Tone::Caring, Tone::Attentive, Tone::Enthusiastic];

fn full(locale: Locale) -> FactSheet {
    FactSheet {
        locale,
        tone: Tone::Warm,
        first_name: Some("Awa".to_owned()),
        last_space: Some("salle-reunion".to_owned()),
        favourite_space: Some("coworking".to_owned()),
        months_as_client: 14,
        offer: Some(Offer {
            percent: 20.try_into().expect("a percentage"),
            valid_until: "2026-12-15".parse().expect("a date"),
        }),
        season: Some("fin d'année".to_owned()),
        booking_link: "https://nzooimmo.com/reservation".to_owned(),
        business_name: "N'zoo Immo".to_owned(),
    }
}

fn bare(locale: Locale) -> FactSheet {
    FactSheet {
        first_name: None,
        last_space: None,
        favourite_space: None,
        months_as_client: 0,
        offer: None,
        season: None,
        ..full(locale)
    }
}

fn draft(strategy: &str, channel: Channel, facts: &FactSheet) -> Text {
    let written = write(strategy, None, channel, facts);
    written.unwrap_or_else(|e| panic!("{strategy}, {channel}, {facts:?}: {e}"))
}

/// All messages of one strategy from one fact sheet, as one text.
fn everything(strategy: &str, facts: &FactSheet) -> String {
    let write = |channel| {
        let Text { subject, message } = draft(strategy, channel, facts);
        let sms = sms::segments(&message);
        let size = match channel {
            Channel::Sms => format!("{:?}, {} units, {} segments", sms.encoding, sms.units, sms.count),
            Channel::Email | Channel::Push => format!("{} + {}", subject.chars().count(), message.chars().count()),
        };
        format!("--- {channel} ({size})\n{subject}\n\n{message}\n")
    };
    Channel::ALL.map(write).join("\n")
}

#[test]
fn every_strategy_writes_to_every_channel_in_both_languages() {
    for locale in Locale::ALL {
        for strategy in BUILT_IN {
            insta::assert_snapshot!(format!("{locale}_{strategy}_full"), everything(strategy, &full(locale)));
            insta::assert_snapshot!(format!("{locale}_{strategy}_bare"), everything(strategy, &bare(locale)));
        }
    }
}

#[test]
fn each_tone_has_words_of_its_own_on_every_channel() {
    for (locale, strategy, channel) in every_message() {
        let mut texts: Vec<String> =
            TONES.map(|tone| draft(strategy, channel, &FactSheet { tone, ..bare(locale) }).message).into();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), TONES.len(), "{locale} {strategy} {channel}");
    }
}

#[test]
fn the_four_tones_of_a_reminder_read_well() {
    for locale in Locale::ALL {
        let texts = TONES.map(|tone| everything("inactive_client_reminder", &FactSheet { tone, ..full(locale) }));
        insta::assert_snapshot!(format!("{locale}_tones"), texts.join("\n"));
    }
}

#[test]
fn a_usual_sms_takes_two_segments_of_the_phone_alphabet_at_most() {
    for (locale, strategy, _) in every_message() {
        for tone in TONES {
            for facts in [full(locale), bare(locale)] {
                // An August date, an accented name: neither may double the cost.
                let first_name = facts.first_name.clone().and(Some("François".to_owned()));
                let mut facts = FactSheet { tone, first_name, ..facts };
                facts.offer =
                    facts.offer.map(|offer| Offer { valid_until: "2026-08-01".parse().expect("a date"), ..offer });
                let sms = draft(strategy, Channel::Sms, &facts);
                let cost = sms::segments(&sms.message);
                assert_eq!(cost.encoding, Encoding::Gsm7, "{}", sms.message);
                assert!(cost.count <= SMS_WANTED, "{cost:?}: {}", sms.message);
                assert_eq!(sms.subject, "");
            }
        }
    }
}

#[test]
fn the_same_space_is_said_once() {
    let facts = FactSheet { favourite_space: Some("Salle_Reunion".to_owned()), ..full(Locale::Fr) };
    for strategy in BUILT_IN {
        let message = draft(strategy, Channel::Email, &facts).message;
        assert_eq!(message.matches("salle de réunion").count(), 1, "{message}");
    }
}

#[test]
fn an_offer_is_spoken_of_only_where_there_is_one() {
    for (locale, strategy, channel) in every_message() {
        let with = draft(strategy, channel, &full(locale)).message;
        assert!(with.contains("20") && with.contains("2026"), "{with}");
        let without = draft(strategy, channel, &FactSheet { offer: None, ..full(locale) }).message;
        assert!(!without.contains('%') && !without.contains("2026"), "{without}");
    }
}

#[test]
fn the_link_stands_in_every_text_that_can_be_tapped() {
    for (locale, strategy, channel) in every_message() {
        let message = draft(strategy, channel, &full(locale)).message;
        assert_eq!(message.contains("https://nzooimmo.com/reservation"), channel != Channel::Push, "{message}");
    }
}

#[test]
fn a_message_too_long_for_its_channel_leaves_out_what_matters_least() {
    let facts = FactSheet { season: Some("saison ".repeat(40)), ..full(Locale::Fr) };
    let push = draft("seasonal_promotion", Channel::Push, &facts);
    assert!(push.message.contains("Awa") && push.message.contains("20\u{a0}%"), "{push:?}");
    assert!(!push.message.contains("saison"), "{push:?}");
}

#[test]
fn what_strangers_wrote_for_a_space_or_a_name_is_not_said() {
    let hostile = || Some("https://evil.example".to_owned());
    let facts =
        FactSheet { first_name: hostile(), last_space: hostile(), favourite_space: hostile(), ..full(Locale::Fr) };
    for (locale, strategy, channel) in every_message() {
        let Text { subject, message } = draft(strategy, channel, &FactSheet { locale, ..facts.clone() });
        assert!(!subject.contains("evil") && !message.contains("evil"), "{message}");
    }
}

#[test]
fn a_layout_is_no_strategy() {
    let facts = full(Locale::Fr);
    assert_eq!(draft("letter", Channel::Email, &facts), draft("general", Channel::Email, &facts));
}

fn every_message() -> impl Iterator<Item = (Locale, &'static str, Channel)> {
    Locale::ALL.into_iter().flat_map(|locale| {
        BUILT_IN.into_iter().flat_map(move |strategy| Channel::ALL.map(|channel| (locale, strategy, channel)))
    })
}

prop_compose! {
    fn any_offer()(percent in 1..=100u8, day in 0..3_650u32) -> Offer {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
        let valid_until = first + chrono::Days::new(u64::from(day));
        Offer { percent: percent.try_into().expect("a percentage"), valid_until }
    }
}

prop_compose! {
    /// Arbitrary texts, as a database may hold; the business and its link as the settings accept them.
    fn any_facts()(
        locale in select(&Locale::ALL[..]),
        tone in select(&TONES[..]),
        first_name in option::of(prop_oneof!["\\PC{0,80}", Just("<b>&\"".to_owned()), Just("{{ x }}".to_owned())]),
        last_space in option::of(prop_oneof!["\\PC{0,300}", Just("salle-reunion".to_owned())]),
        favourite_space in option::of(prop_oneof![any::<String>(), Just("coworking".to_owned())]),
        months_as_client in any::<u32>(),
        offer in option::of(any_offer()),
        season in option::of(prop_oneof!["\\PC{0,80}", Just("rentrée".to_owned())]),
        booking_link in "https://[a-z0-9./?=&%~-]{1,192}",
        business_name in "[\\pL\\pN'’&. -]{0,58}[\\pL]",
    ) -> FactSheet {
        FactSheet {
            locale, tone, first_name, last_space, favourite_space, months_as_client, offer, season, booking_link,
            business_name,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_facts_give_a_draft_that_says_nothing_else(
        facts in any_facts(),
        strategy in select(&BUILT_IN[..]),
        channel in select(&Channel::ALL[..]),
    ) {
        let draft = write(strategy, None, channel, &facts);
        prop_assert!(draft.is_ok(), "{}", draft.expect_err("refused"));
        let Text { subject, message } = draft.expect("a draft");
        prop_assert_eq!(check(channel, &subject, &message, &facts), Ok(()));
        prop_assert!(!message.contains("\n\n\n") && message.lines().all(|line| line.trim() == line));
    }
}
