//! Mobile numbers of the country, as people write them.

use super::dice::Dice;

/// Mobile prefixes of the operators, after the country code 243.
const PREFIXES: &[&str] = &["81", "82", "83", "84", "85", "89", "90", "97", "98", "99"];

/// The phone field of a reservation: nine times in ten a number, else empty or not a number.
pub(super) fn on_a_form(dice: &mut Dice) -> String {
    match dice.between(0..=99) {
        0..=5 => String::new(),
        6..=7 => "à compléter".to_owned(),
        8..=9 => mobile(dice).chars().take(7).collect(),
        _ => mobile(dice),
    }
}

/// A valid mobile number in one of five spellings.
pub(super) fn mobile(dice: &mut Dice) -> String {
    let prefix = dice.pick(PREFIXES);
    let (a, b, c) = (dice.between(0..=999), dice.between(0..=99), dice.between(0..=99));
    match dice.between(0..=99) {
        0..=34 => format!("0{prefix}{a:03}{b:02}{c:02}"),
        35..=59 => format!("+243 {prefix} {a:03} {b:02} {c:02}"),
        60..=79 => format!("+243{prefix}{a:03}{b:02}{c:02}"),
        80..=89 => format!("243{prefix}{a:03}{b:02}{c:02}"),
        _ => format!("0{prefix} {a:03}-{b:02}-{c:02}"),
    }
}
