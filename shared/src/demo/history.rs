//! A client's reservations, from their first to their newest.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use super::{
    dice::Dice,
    person::Person,
    story::Story,
    tariff::{Lease, Space},
};
use crate::{
    money::Cents,
    reservation::{Reservation, ReservationStatus},
};

/// Days since the house opened: no reservation is older.
const OLDEST_DAYS: i64 = 3 * 365;

const PAYMENTS: &[(u32, &str)] =
    &[(30, "cash"), (22, "orange_money"), (20, "mpesa"), (15, "airtel_money"), (13, "visa")];
const HOURS: &[(u32, i64)] = &[(10, 8), (18, 9), (16, 10), (12, 11), (8, 12), (8, 13), (12, 14), (10, 15), (6, 16)];
const NOTES: &[&str] = &["Facture au nom de la société", "Arrive en début d'après-midi", "Besoin d'un projecteur"];
const ADMIN_NOTES: &[&str] = &["Client fidèle", "Caution rendue", "A demandé un bureau au calme"];

/// What stays the same from one of a client's reservations to the next.
struct Habits {
    space: Space,
    payment: &'static str,
    /// Percent of the price: long-standing clients pay less, late payers more.
    rate: i64,
    /// Percent of reservations that are cancelled.
    cancels: u32,
    /// The local hour at which they book, 8 to 16.
    hour: i64,
}

/// Oldest first, at least one, no two made on the same day and none after the day before `today`. `index` makes the
/// transaction ids unique among clients.
pub(super) fn reservations(
    dice: &mut Dice,
    person: &Person,
    story: Story,
    index: u32,
    today: NaiveDate,
) -> Vec<Reservation> {
    let habits = Habits {
        space: story.favourite(dice),
        payment: dice.weigh(PAYMENTS),
        rate: dice.pick(&[90, 95, 97, 100, 100, 100, 109]),
        cancels: dice.pick(&[0, 0, 4, 8, 12, 25]),
        hour: dice.weigh(HOURS),
    };
    let days = days(dice, story, today);
    let booked = (1..).zip(&days).map(|(number, day)| {
        let is_newest = number == days.len();
        let space = if is_newest || dice.chance(80) { habits.space } else { elsewhere(dice) };
        let (start_date, lease) = lease(dice, story, space, is_newest, *day, today);
        let end_date = lease.term.end(start_date);
        let occupants = dice.weigh(space.occupants());
        Reservation {
            full_name: person.full_name.clone(),
            email: person.email_as_written(dice),
            phone: person.phone.clone(),
            company: person.company.clone(),
            activity: person.activity.to_owned(),
            address: person.address.clone(),
            space_type: space.as_str().to_owned(),
            start_date,
            end_date,
            occupants,
            subscription_type: lease.term.as_str().to_owned(),
            amount: amount(dice, &habits, space, lease, occupants),
            payment_method: if dice.chance(85) { habits.payment } else { dice.weigh(PAYMENTS) }.to_owned(),
            transaction_id: format!("NZ-{index}-{:04}{:02}-{number}", day.year(), day.month()),
            status: status(dice, &habits, story, is_newest, start_date..=end_date, today),
            notes: dice.chance(5).then(|| dice.pick(NOTES).to_owned()),
            admin_notes: dice.chance(4).then(|| dice.pick(ADMIN_NOTES).to_owned()),
            created_at: created_at(dice, &habits, *day),
        }
    });
    booked.collect()
}

/// The days on which the client booked.
fn days(dice: &mut Dice, story: Story, today: NaiveDate) -> Vec<NaiveDate> {
    let mut ago = story.last_booked(dice);
    let count = story.bookings(dice);
    let usual = dice.pick(story.rhythms()).min((OLDEST_DAYS - ago) / count);
    let mut days = Vec::new();
    for _ in 0..count {
        let day = today - Days::new(ago.unsigned_abs());
        // Nobody books on a Sunday; with two days between reservations the Saturday before is always free.
        days.push(if day.weekday() == Weekday::Sun { day - Days::new(1) } else { day });
        ago += dice.between(usual / 2..=usual * 3 / 2).max(2);
        if ago > OLDEST_DAYS {
            break;
        }
    }
    days.reverse();
    days
}

fn elsewhere(dice: &mut Dice) -> Space {
    dice.pick(&[Space::Coworking, Space::Coworking, Space::MeetingRoom, Space::Office])
}

/// The start and the lease: a client who is gone has no lease that reaches `today`, a resident has one.
fn lease(
    dice: &mut Dice,
    story: Story,
    space: Space,
    is_newest: bool,
    day: NaiveDate,
    today: NaiveDate,
) -> (NaiveDate, Lease) {
    let lease = dice.weigh(space.leases());
    let start = match dice.between(0..=99) {
        // Some reservations are recorded on the day after they start.
        0..=1 => day - Days::new(1),
        2..=49 => day,
        _ => day + Days::new(dice.between(0..=space.lead()).unsigned_abs()),
    };
    let reaches_today = |start: NaiveDate, lease: &Lease| lease.term.end(start) >= today;
    let mut all = space.leases().iter().map(|(_, lease)| *lease);
    if story.is_gone() && reaches_today(start, &lease) {
        return (day, all.rfind(|lease| !reaches_today(day, lease)).unwrap_or(lease));
    }
    if story == Story::Resident && is_newest && !reaches_today(start, &lease) {
        return (start, all.find(|lease| reaches_today(start, lease)).unwrap_or(lease));
    }
    (start, lease)
}

fn amount(dice: &mut Dice, habits: &Habits, space: Space, lease: Lease, occupants: i32) -> Cents {
    let desks = if space == Space::Coworking { i64::from(occupants) } else { 1 };
    let is_trial = space == Space::Coworking && lease.cents < 2_000 && dice.chance(2);
    Cents(if is_trial { 0 } else { lease.cents * desks * habits.rate / 100 })
}

fn status(
    dice: &mut Dice,
    habits: &Habits,
    story: Story,
    is_newest: bool,
    stay: std::ops::RangeInclusive<NaiveDate>,
    today: NaiveDate,
) -> ReservationStatus {
    let cancelled = match story {
        Story::Canceller if is_newest => true,
        Story::Newcomer | Story::Resident if is_newest => false,
        _ => dice.chance(habits.cancels),
    };
    let pending = if *stay.end() < today {
        1
    } else if *stay.start() > today {
        25
    } else {
        6
    };
    if cancelled {
        ReservationStatus::Cancelled
    } else if dice.chance(pending) {
        ReservationStatus::Pending
    } else if *stay.end() < today && dice.chance(97) {
        ReservationStatus::Completed
    } else {
        ReservationStatus::Confirmed
    }
}

/// Mostly around the client's own hour, else within the working day, sometimes in the evening.
fn created_at(dice: &mut Dice, habits: &Habits, day: NaiveDate) -> DateTime<Utc> {
    let hour = match dice.between(0..=99) {
        0..=69 => habits.hour + dice.between(-1..=1),
        70..=91 => dice.between(8..=17),
        _ => dice.between(18..=21),
    };
    let wall = Duration::hours(hour) + Duration::seconds(dice.between(0..=3599));
    // Kinshasa is an hour ahead of UTC all year round.
    (day.and_time(NaiveTime::MIN) + wall - Duration::hours(1)).and_utc()
}
