//! Reservations files: what is read, what is rejected and why, and that every line of a file is counted.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;
use relance::{
    client::ClientId,
    import::{Column, Reader},
    money::Cents,
    reservation::{Reservation, ReservationStatus},
};

const HEADER: &str = "email,transaction_id,start_date,end_date,occupants,amount,status,created_at,space_type,notes";
const GOOD: &str = "a@b.example,T1,2026-03-01,2026-03-31,2,450.00,confirmed,2026-02-20T09:30:00Z,bureau-prive,";

/// The number of each good line, like `12`; the message of each rejected one.
fn outcomes(text: &[u8]) -> Vec<String> {
    // A tiny buffer, so that lines and quotation marks cross its edges.
    let reader = Reader::open(BufReader::with_capacity(7, text)).expect("a header");
    reader
        .map(|entry| match entry.expect("memory never fails") {
            Ok(row) => row.line.to_string(),
            Err(rejection) => rejection.to_string(),
        })
        .collect()
}

fn refusal(line: &[u8]) -> String {
    let text = [HEADER.as_bytes(), b"\n", line, b"\n", GOOD.as_bytes()].concat();
    match &outcomes(&text)[..] {
        [sentence, after] if after == "3" => sentence.clone(),
        other => panic!("a bad line and a good one expected: {other:?}"),
    }
}

fn header_refusal(text: &[u8]) -> String {
    Reader::open(text).err().expect("refused").to_string()
}

#[test]
fn every_reason_is_one_sentence_and_leaves_the_next_line_alone() {
    let with = |good: &str, bad: &str| {
        assert_eq!(GOOD.matches(good).count(), 1, "{good}");
        refusal(GOOD.replace(good, bad).as_bytes())
    };
    let mut sentences = vec![
        with("bureau-prive", "\"bureau-prive"),
        with("bureau-prive", "bureau \"prive\""),
        with("bureau-prive", "bureau\0prive"),
        refusal("x".repeat((1 << 20) + 1).as_bytes()),
        refusal(&[GOOD.as_bytes(), b"caf\xe9"].concat()),
        with(",2,", ","),
        with("450.00", "450,00,"),
        with("a@b.example", " \t"),
        with("T1", ""),
        with("a@b.example", &format!("{}@b.example", "a".repeat(245))),
        with("T1", &"T".repeat(101)),
        with("2026-03-01", "01/03/2026"),
        with("2026-03-31", "2026-02-30"),
        with("2026-03-31", "0000-01-01"),
        with("2026-03-31", &"9".repeat(41)),
        with("2026-03-31", "2026-02-28"),
        with("450.00", "free"),
        with("450.00", "-450.00"),
        with("450.00", "10000000000"),
        with("2026-02-20T09:30:00Z", "2026-02-20 09:30"),
        with("2026-02-20T09:30:00Z", "1999-12-31T23:59:59Z"),
        with("2026-02-20T09:30:00Z", "2101-01-01T00:00:00Z"),
        with("confirmed", "paid"),
        with(",2,", ",0,"),
        with(",2,", ",2.5,"),
    ];
    // The same client, whatever the case of the address and the spaces around it.
    let twice = [HEADER, GOOD, "", &GOOD.replace("a@b", " A@B")].join("\n");
    sentences.extend(outcomes(twice.as_bytes()).into_iter().skip(1));
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    line 2: a quotation mark is torn: close it on the same line, and double each one inside a quoted text
    line 2: a quotation mark is torn: close it on the same line, and double each one inside a quoted text
    line 2: the line holds a NUL byte: save the file again as plain UTF-8 text
    line 2: the line is longer than 1 MiB: write one reservation a line
    line 2: the line is not UTF-8: save the file again as UTF-8
    line 2: the line has 9 columns and the header 10: quote the texts that hold a comma
    line 2: the line has 12 columns and the header 10: quote the texts that hold a comma
    line 2: the e-mail is missing: it says whose reservation this is
    line 2: the transaction_id is missing: it tells this reservation from the client's others
    line 2: email has 255 characters: shorten it to 254
    line 2: transaction_id has 101 characters: shorten it to 100
    line 2: start_date "01/03/2026" is not a date: write it like 2026-03-01
    line 2: end_date "2026-02-30" is not a date: write it like 2026-03-01
    line 2: end_date "0000-01-01" is not a date: write it like 2026-03-01
    line 2: end_date "9999999999999999999999999999999999999999…" is not a date: write it like 2026-03-01
    line 2: end_date 2026-02-28 comes before start_date 2026-03-01
    line 2: amount "free" is not a decimal number with at most two decimals: write it like 1234.50
    line 2: amount "-450.00" is negative: write it like 1234.50
    line 2: amount "10000000000" is larger than 9,999,999,999.99: write it like 1234.50
    line 2: created_at "2026-02-20 09:30" is not a time: write it as in RFC 3339, like 2026-03-01T09:30:00Z
    line 2: created_at falls in the year 1999: it must be from 2000 to 2100
    line 2: created_at falls in the year 2101: it must be from 2000 to 2100
    line 2: status "paid" is unknown: use pending, confirmed, completed or cancelled
    line 2: occupants "0" is not a whole number from 1 on: correct it, or leave it empty for 1
    line 2: occupants "2.5" is not a whole number from 1 on: correct it, or leave it empty for 1
    line 4: the same client and transaction_id stand on line 2: keep one of the two
    "#);
}

#[test]
fn a_file_without_a_sound_header_is_refused_with_what_is_wrong() {
    let long = "x".repeat((1 << 20) + 1);
    let sentences = [
        header_refusal(b""),
        header_refusal(b"\xef\xbb\xbf\n\n"),
        header_refusal(format!("{HEADER},colour").as_bytes()),
        header_refusal(HEADER.replace(',', ";").as_bytes()),
        header_refusal(format!("{HEADER}, email ").as_bytes()),
        header_refusal(b"email,status,amount"),
        header_refusal(format!("\n{HEADER},\"").as_bytes()),
        header_refusal(b"e\0m\0a\0i\0l\0"),
        header_refusal(b"email,\xff"),
        header_refusal(long.as_bytes()),
    ];
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    the file is empty: its first line must name the columns
    the file is empty: its first line must name the columns
    column "colour" is unknown: use full_name, email, phone, company, activity, address, space_type, start_date, end_date, occupants, subscription_type, amount, payment_method, transaction_id, status, notes, admin_notes, created_at, separated by commas
    column "email;transaction_id;start_date;end_date…" is unknown: use full_name, email, phone, company, activity, address, space_type, start_date, end_date, occupants, subscription_type, amount, payment_method, transaction_id, status, notes, admin_notes, created_at, separated by commas
    column email stands twice in the header: keep one of the two
    the header lacks space_type, start_date, end_date, transaction_id, created_at: these columns are required
    the header on line 2 cannot be read: a quotation mark is torn: close it on the same line, and double each one inside a quoted text
    the header on line 1 cannot be read: the line holds a NUL byte: save the file again as plain UTF-8 text
    the header on line 1 cannot be read: the line is not UTF-8: save the file again as UTF-8
    the header on line 1 cannot be read: the line is longer than 1 MiB: write one reservation a line
    "#);
}

#[test]
fn a_full_line_is_read_column_by_column_in_any_order() {
    let mut columns: Vec<_> = Column::ALL
        .into_iter()
        .map(|column| match column {
            Column::FullName => (column, "\" Grâce \"\"G\"\" Mbuyi\""),
            Column::Email => (column, " Grace@Gombe.example "),
            Column::Phone => (column, "+243 81 000 00 00"),
            Column::Company => (column, "\"Malebo, SARL\""),
            Column::Activity => (column, "Conseil"),
            Column::Address => (column, " "),
            Column::SpaceType => (column, "coworking"),
            Column::StartDate => (column, "2026-03-01"),
            Column::EndDate => (column, "2026-03-01"),
            Column::Occupants => (column, ""),
            Column::SubscriptionType => (column, "journalier"),
            Column::Amount => (column, "15.5"),
            Column::PaymentMethod => (column, "mpesa"),
            Column::TransactionId => (column, "T-1"),
            Column::Status => (column, "completed"),
            Column::Notes => (column, ""),
            Column::AdminNotes => (column, "près de la fenêtre"),
            Column::CreatedAt => (column, "2026-02-28T10:00:00.1234567+01:00"),
        })
        .collect();
    let expected = Reservation {
        full_name: "Grâce \"G\" Mbuyi".to_owned(),
        email: "Grace@Gombe.example".to_owned(),
        phone: "+243 81 000 00 00".to_owned(),
        company: Some("Malebo, SARL".to_owned()),
        activity: "Conseil".to_owned(),
        address: None,
        space_type: "coworking".to_owned(),
        start_date: "2026-03-01".parse().unwrap(),
        end_date: "2026-03-01".parse().unwrap(),
        occupants: 1,
        subscription_type: "journalier".to_owned(),
        amount: Cents(1550),
        payment_method: "mpesa".to_owned(),
        transaction_id: "T-1".to_owned(),
        status: ReservationStatus::Completed,
        notes: None,
        admin_notes: Some("près de la fenêtre".to_owned()),
        created_at: "2026-02-28T09:00:00.123456Z".parse().unwrap(),
    };
    for _ in 0..columns.len() {
        columns.rotate_left(1);
        let names: Vec<_> = columns.iter().map(|(column, _)| column.as_str()).collect();
        let texts: Vec<_> = columns.iter().map(|(_, text)| *text).collect();
        let file = format!("\u{feff}{}\r\n\r\n{}\r\n", names.join(","), texts.join(","));
        let mut reader = Reader::open(file.as_bytes()).expect("a header");
        let row = reader.next().expect("a line").expect("no error").expect("a good line");
        assert_eq!((row.line, row.reservation), (3, expected.clone()));
        assert!(reader.next().is_none());
        assert_eq!(reader.position(), file.len() as u64);
    }
}

#[test]
fn a_bad_line_does_not_make_the_good_one_after_it_a_duplicate() {
    let text = [HEADER, &GOOD.replace("450.00", "?"), GOOD, GOOD].join("\n");
    let outcomes = outcomes(text.as_bytes());
    assert!(outcomes[0].starts_with("line 2: amount"), "{outcomes:?}");
    assert_eq!(outcomes[1], "3");
    assert!(outcomes[2].ends_with("stand on line 3: keep one of the two"), "{outcomes:?}");
}

#[test]
fn a_failure_to_read_ends_the_file() {
    struct Torn;
    impl Read for Torn {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let text = format!("{HEADER}\n{GOOD}\nhalf a li");
    let mut reader = Reader::open(BufReader::new(text.as_bytes().chain(Torn))).expect("a header");
    assert!(matches!(reader.next(), Some(Ok(Ok(_)))));
    assert!(matches!(reader.next(), Some(Err(e)) if e.to_string() == "the disk is gone"));
    assert!(reader.next().is_none());
}

/// Bytes in which the special characters of CSV are frequent.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(&b"\",\"\n\r\n\0 "[..]).prop_map(|byte| vec![byte]),
        2 => any::<u8>().prop_map(|byte| vec![byte]),
        2 => Just(format!("\n{GOOD}").into_bytes()),
        1 => Just(GOOD.replace("T1", "\"T\"\"2\"").into_bytes()),
        1 => Just("\u{feff}".as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_line_of_any_bytes_is_good_or_refused_or_blank(body in bytes()) {
        let text = [HEADER.as_bytes(), b"\n", &body].concat();
        let filled: Vec<u64> = body
            .split(|byte| *byte == b'\n')
            .zip(2..)
            .filter(|(line, _)| !line.trim_ascii().is_empty())
            .map(|(_, number)| number)
            .collect();
        let mut reader = Reader::open(BufReader::with_capacity(5, &text[..])).expect("a header");
        let given: Vec<u64> = reader
            .by_ref()
            .map(|entry| entry.expect("memory never fails").map_or_else(|rejection| rejection.line, |row| row.line))
            .collect();
        prop_assert_eq!(given, filled);
        prop_assert_eq!(reader.position(), text.len() as u64);
    }

    #[test]
    fn any_bytes_for_a_file_are_read_or_refused(text in bytes()) {
        if let Ok(reader) = Reader::open(&text[..]) {
            prop_assert!(reader.count() <= text.len());
        }
    }

    #[test]
    fn a_written_reservation_reads_back_the_same(reservations in prop::collection::vec(reservation(), 1..8)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(Column::ALL.map(Column::as_str)).expect("written");
        for reservation in &reservations {
            writer.write_record(Column::ALL.map(|column| written(reservation, column))).expect("written");
        }
        let text = writer.into_inner().expect("written");
        let mut known = HashSet::new();
        let expected: Vec<_> = reservations
            .into_iter()
            .filter(|r| known.insert((ClientId::of_email(&r.email), r.transaction_id.clone())))
            .collect();
        let read: Vec<_> = Reader::open(&text[..])
            .expect("a header")
            .filter_map(|entry| entry.expect("memory never fails").ok())
            .map(|row| row.reservation)
            .collect();
        prop_assert_eq!(read, expected);
    }
}

fn written(reservation: &Reservation, column: Column) -> String {
    let r = reservation.clone();
    match column {
        Column::FullName => r.full_name,
        Column::Email => r.email,
        Column::Phone => r.phone,
        Column::Company => r.company.unwrap_or_default(),
        Column::Activity => r.activity,
        Column::Address => r.address.unwrap_or_default(),
        Column::SpaceType => r.space_type,
        Column::StartDate => r.start_date.to_string(),
        Column::EndDate => r.end_date.to_string(),
        Column::Occupants => r.occupants.to_string(),
        Column::SubscriptionType => r.subscription_type,
        Column::Amount => r.amount.to_string(),
        Column::PaymentMethod => r.payment_method,
        Column::TransactionId => r.transaction_id,
        Column::Status => r.status.to_string(),
        Column::Notes => r.notes.unwrap_or_default(),
        Column::AdminNotes => r.admin_notes.unwrap_or_default(),
        Column::CreatedAt => r.created_at.to_rfc3339(),
    }
}

fn reservation() -> impl Strategy<Value = Reservation> {
    let text = || "[^\n\0]{0,12}".prop_map(|text| text.trim().to_owned());
    let filled = || "[a-b\",']{1,3}";
    let optional = move || text().prop_map(|text| (!text.is_empty()).then_some(text));
    let who = (text(), filled(), text(), optional(), text(), optional());
    let what = (text(), 0..60_000_u64, 0..800_u64, 1..=i32::MAX, text(), 0..=Cents::MAX.0, text());
    let how = (filled(), prop::sample::select(&ReservationStatus::ALL[..]), optional(), optional());
    // From 2000 to the last microsecond of 2100.
    let when = 946_684_800_000_000..4_133_980_800_000_000_i64;
    (who, what, how, when).prop_map(|(who, what, how, when)| {
        let start_date = NaiveDate::from_ymd_opt(1950, 1, 1).expect("a date") + Days::new(what.1);
        Reservation {
            full_name: who.0,
            email: who.1,
            phone: who.2,
            company: who.3,
            activity: who.4,
            address: who.5,
            space_type: what.0,
            start_date,
            end_date: start_date + Days::new(what.2),
            occupants: what.3,
            subscription_type: what.4,
            amount: Cents(what.5),
            payment_method: what.6,
            transaction_id: how.0,
            status: how.1,
            notes: how.2,
            admin_notes: how.3,
            created_at: DateTime::from_timestamp_micros(when).expect("a time"),
        }
    })
}

/// A year of orders of a real shop; the file is outside the repository because of its size.
#[test]
#[expect(clippy::print_stderr, reason = "says why it proves nothing where the file is not at hand")]
fn a_real_shop_reads_without_a_single_refusal() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/online_retail_reservations.csv");
    let Ok(file) = File::open(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{} is absent", path.display());
        return eprintln!("skipped: {} is absent", path.display());
    };
    let (mut rows, mut cancelled, mut rejections) = (0, 0, Vec::new());
    let mut clients = HashSet::new();
    for entry in Reader::open(BufReader::new(file)).expect("a header") {
        match entry.expect("a readable file") {
            Ok(row) => {
                rows += 1;
                cancelled += u32::from(row.reservation.status == ReservationStatus::Cancelled);
                clients.insert(ClientId::of_email(&row.reservation.email));
            }
            Err(rejection) => rejections.push(rejection),
        }
    }
    assert_eq!(rejections, []);
    assert_eq!((rows, clients.len(), cancelled), (22_190, 4_372, 3_654));
}
