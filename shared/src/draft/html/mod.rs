//! The HTML body of an e-mail, made from its text body, so that a person's edits appear in both.

use std::{collections::HashMap, sync::LazyLock};

use minijinja::{Environment, Error, UndefinedBehavior, context, value::Serde};
use mrml::prelude::render::RenderOptions;

use super::{DraftError, FactSheet, typography::clean};
use crate::locale::Locale;

mod blocks;

const LAYOUT: &str = "email.mjml";

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("text", text);
    environment.add_filter("attribute", attribute);
    // An error here is ignored: `get_template` reports the missing template later.
    let _broken = environment.add_template(LAYOUT, include_str!("../templates/email.mjml"));
    environment
});

/// Lays `message` out as a page in the language `locale`, titled `subject`. The booking link of `facts`, on a line
/// of its own or at the end of a short one ("Book now: https://…"), becomes a button, and a link elsewhere; no other
/// address is linked. Without facts there is no button, no link and no heading. All texts are escaped.
///
/// The same arguments give the same bytes.
///
/// # Errors
/// The layout file is broken; no message causes an error.
pub fn html(message: &str, facts: Option<&FactSheet>, subject: &str, locale: Locale) -> Result<String, DraftError> {
    let mjml = ENVIRONMENT.get_template(LAYOUT)?.render(context! {
        locale => locale.as_str(),
        subject => clean(subject),
        business => facts.map(|facts| clean(&facts.business_name)),
        blocks => Serde(blocks::of(message, facts.map(|facts| facts.booking_link.as_str()), locale)),
    })?;
    let layout = |e: &dyn std::error::Error| DraftError::Layout(e.to_string());
    let page = mrml::parse(&mjml).map_err(|e| layout(&e))?;
    // No web fonts: they would be fetched when the message is opened.
    let options = RenderOptions { disable_comments: true, social_icon_origin: None, fonts: HashMap::new() };
    page.element.render(&options).map_err(|e| layout(&e))
}

/// Whether a page may hold the character, escaped or not: the layout is XML (XML 1.0, 2.2).
const fn is_of_xml(c: &char) -> bool {
    matches!(*c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// Escapes for running text.
fn text(text: &str) -> String {
    text.chars().filter(is_of_xml).fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
        escaped
    })
}

/// Escapes for an attribute: the renderer writes attributes as Rust string literals, so that a backslash or an
/// unusual character must not reach it as such.
fn attribute(text: &str) -> Result<String, Error> {
    Ok(text.chars().filter(is_of_xml).fold(String::with_capacity(text.len()), |mut escaped, c| {
        if c == ' ' || c.is_ascii_graphic() && !matches!(c, '<' | '>' | '&' | '"' | '\'' | '\\') {
            escaped.push(c);
        } else {
            escaped.push_str(&format!("&#{};", u32::from(c)));
        }
        escaped
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::draft::Tone;

    fn facts(name: &str) -> FactSheet {
        FactSheet {
            locale: Locale::Fr,
            tone: Tone::Warm,
            first_name: None,
            last_space: None,
            favourite_space: None,
            months_as_client: 0,
            offer: None,
            season: None,
            booking_link: "https://nzooimmo.com/reservation?a=1&b=2".to_owned(),
            business_name: name.to_owned(),
        }
    }

    #[test]
    fn an_edited_message_becomes_a_page_with_its_button() {
        let message = "Bonjour Awa,\n\nUne ligne,\nune autre : https://nzooimmo.com/plan.\n\n\
                       Choisir mes dates\u{a0}: https://nzooimmo.com/reservation?a=1&b=2\n\nL’équipe N’zoo Immo";
        let page = html(message, Some(&facts("N'zoo Immo")), "Votre place vous attend", Locale::Fr).expect("a page");
        insta::assert_snapshot!("page", page);
    }

    #[test]
    fn nothing_in_a_message_is_taken_for_markup() {
        let odd = "<b>&\"</b> {{ x }} <script>alert('x')</script>";
        let page = html(odd, Some(&facts(odd)), odd, Locale::En).expect("a page");
        assert!(!page.contains("<b>") && !page.contains("<script>"), "{page}");
        assert_eq!(page.matches("&lt;b&gt;&amp;&quot;&lt;/b&gt;").count(), 2, "{page}");
        assert!(page.contains("lang=\"en\""));
    }

    #[test]
    fn what_no_page_may_hold_is_left_out_and_prevents_none() {
        let odd = "a\u{fffe}\u{ffff}\0\u{1b}b";
        let page = html(odd, Some(&facts(odd)), odd, Locale::Fr).expect("a page");
        assert!(page.contains(">ab</p>"), "{page}");
    }

    #[test]
    fn a_page_fetches_nothing() {
        let page = html("Bonjour", Some(&facts("N'zoo Immo")), "Bonjour", Locale::Fr).expect("a page");
        for remote in ["<img", "<link", "@import", "url("] {
            assert!(!page.contains(remote), "{remote} in {page}");
        }
    }

    #[test]
    fn a_message_of_the_old_system_has_neither_button_nor_link_nor_heading() {
        let page = html("Bonjour https://nzooimmo.com", None, "Bonjour", Locale::Fr).expect("a page");
        assert!(page.contains("https://nzooimmo.com") && !page.contains("<a href"), "{page}");
        assert!(!page.contains("bgcolor=\"#0f5c55\""), "{page}");
    }

    proptest! {
        #[test]
        fn any_text_becomes_the_same_page_twice(message in any::<String>(), subject in "\\PC{0,40}", name in "\\PC{0,40}") {
            let page = || html(&message, Some(&facts(&name)), &subject, Locale::Fr);
            let first = page();
            prop_assert!(first.is_ok(), "{:?}", first);
            prop_assert_eq!(first.ok(), page().ok());
        }
    }
}
