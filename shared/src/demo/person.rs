//! Who the demo's clients are, and how they fill in a form.

use super::{
    dice::Dice,
    phone,
    words::{ACTIVITIES, AVENUES, COMMUNES, COMPANY_FORMS, COMPANY_NAMES, DOMAINS, FAMILY_NAMES, FIRST_NAMES},
};

/// What a client writes about themselves on every reservation.
pub(super) struct Person {
    pub full_name: String,
    email: String,
    /// Whether they sometimes write their address in capitals, or with a trailing space.
    writes_in_capitals: bool,
    pub phone: String,
    pub company: Option<String>,
    pub activity: &'static str,
    pub address: Option<String>,
}

impl Person {
    /// `index` makes the address unique among clients.
    pub fn new(dice: &mut Dice, index: u32) -> Self {
        let (first, family) = (dice.pick(FIRST_NAMES), dice.pick(FAMILY_NAMES));
        let (activity, trade) = dice.weigh(ACTIVITIES);
        let company =
            dice.chance(45).then(|| format!("{} {trade}{}", dice.pick(COMPANY_NAMES), dice.pick(COMPANY_FORMS)));
        let address = dice
            .chance(70)
            .then(|| format!("{}, avenue {}, {}", dice.between(1..=180), dice.pick(AVENUES), dice.weigh(COMMUNES)));
        Self {
            full_name: full_name(dice, first, family, company.as_deref()),
            email: format!("{}.{}.{index}@{}", plain(first), plain(family), dice.pick(DOMAINS)),
            writes_in_capitals: dice.chance(8),
            phone: phone::on_a_form(dice),
            company,
            activity,
            address,
        }
    }

    /// The address as written on one reservation: sometimes in capitals or with a trailing space.
    pub fn email_as_written(&self, dice: &mut Dice) -> String {
        if !self.writes_in_capitals || dice.chance(50) {
            return self.email.clone();
        }
        if dice.chance(70) { self.email.to_uppercase() } else { format!("{} ", self.email) }
    }
}

/// Forms are filled in by hand: some names are in capitals or lower case, some are missing or the company's.
fn full_name(dice: &mut Dice, first: &str, family: &str, company: Option<&str>) -> String {
    match dice.between(0..=99) {
        0..=59 => format!("{first} {family}"),
        60..=79 => format!("{first} {family} {}", dice.pick(FAMILY_NAMES)),
        80..=89 => format!("{} {first}", family.to_uppercase()),
        90..=95 => format!("{first} {family}").to_lowercase(),
        96..=98 => company.unwrap_or(family).to_owned(),
        _ => String::new(),
    }
}

/// A name as an address spells it: lower case, without accents.
fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à' | 'â' => 'a',
            'ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' => 'o',
            'û' => 'u',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_plain_spelling() {
        for name in FIRST_NAMES.iter().chain(FAMILY_NAMES) {
            assert!(plain(name).bytes().all(|b| b.is_ascii_lowercase()), "{name}");
        }
    }
}
