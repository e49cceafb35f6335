//! Made-up reservations as a booking site would export them.

use chrono::{DateTime, Days, Utc};

/// The columns of every file here.
pub const HEADER: &str = "full_name,email,phone,company,activity,address,space_type,start_date,end_date,occupants,\
                          subscription_type,amount,payment_method,transaction_id,status,created_at";

/// The newest reservation of any file was made before this moment, a Monday at ten in Kinshasa.
pub const MONDAY: &str = "2026-03-02T09:00:00Z";

/// Ten days after [`MONDAY`], when all that was written then has come due.
pub const LATER: &str = "2026-03-12T09:00:00Z";

/// One reservation, with the fields as the file holds them.
#[derive(Clone, Debug)]
pub struct ReservationRow {
    pub email: String,
    pub date: String,
    pub amount: String,
    pub transaction_id: String,
    pub status: String,
    client: u64,
    made: DateTime<Utc>,
}

impl ReservationRow {
    pub fn line(&self) -> String {
        let Self { email, date, amount, transaction_id, status, client, made } = self;
        let space = ["coworking", "bureau-prive", "salle-reunion"][(*client % 3) as usize];
        let payment = ["cash", "orange_money", "visa"][(*client % 3) as usize];
        let activity = ["consultance", "formation"][(*client % 2) as usize];
        format!(
            "Cliente {client},{email},08123{client:05},,{activity},\"Gombe, Kinshasa\",{space},{date},{date},1,daily,\
             {amount},{payment},{transaction_id},{status},{}",
            made.format("%Y-%m-%dT%H:%M:%SZ")
        )
    }
}

/// One to four reservations for each of so many clients, the newest made 1 to 120 days before [`MONDAY`].
pub fn bookings(clients: u64) -> Vec<ReservationRow> {
    let monday: DateTime<Utc> = MONDAY.parse().expect("a time");
    (0..clients)
        .flat_map(|client| (0..1 + client % 4).map(move |nth| (client, nth)))
        .map(|(client, nth)| {
            let made =
                monday - Days::new(1 + client * 7 % 120 + 31 * nth) - chrono::TimeDelta::hours((client % 9) as i64);
            ReservationRow {
                email: format!("cliente{client}@exemple.cd"),
                date: made.date_naive().to_string(),
                amount: format!("{}.{:02}", 40 + client * 37 % 900, client % 100),
                transaction_id: format!("TX-{client}-{nth}"),
                status: if nth == 0 && client % 5 == 0 { "cancelled" } else { "completed" }.to_owned(),
                client,
                made,
            }
        })
        .collect()
}

/// The file that holds them.
pub fn file(bookings: &[ReservationRow]) -> String {
    with_lines(bookings.iter().map(ReservationRow::line))
}

/// The file of these lines.
pub fn with_lines(lines: impl IntoIterator<Item = String>) -> String {
    let mut file = format!("{HEADER}\n");
    for line in lines {
        file.push_str(&line);
        file.push('\n');
    }
    file
}
