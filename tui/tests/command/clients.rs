//! `client`: the reasons of the scores, and of what a client gets.

use crate::{
    booking_file::{MONDAY, with_lines},
    workplace::{Workplace, on_both_engines},
};

fn line(name: &str, amount: &str, transaction: &str, status: &str, made: &str) -> String {
    let day = &made[..10];
    format!(
        "{name},{name}@exemple.cd,0812345678,,formation,Gombe,coworking,{day},{day},1,daily,{amount},cash,\
         {transaction},{status},{made}"
    )
}

on_both_engines! {
    fn cancellations_are_told_by_number_and_by_worth(place: &Workplace) {
        place.prepare();
        let made = "2026-02-01T09:00:00Z";
        let bookings = place.write("bookings.csv", with_lines([
            line("refund", "4.00", "T1", "cancelled", made),
            line("large", "600.00", "T2", "cancelled", made),
        ]));
        place.done(&["import", &bookings]);
        place.done(&["analyse", "--now", MONDAY]);
        let risk = |name: &str| {
            let sheet = place.done(&["client", &format!("{name}@exemple.cd"), "--now", MONDAY]);
            sheet.lines().find(|line| line.starts_with("risk")).expect("a risk").to_owned()
        };
        assert_eq!(risk("refund"), "risk           15 (inactivity +10.0, cancellations +5.0 for 1 worth 4.00 USD)");
        assert_eq!(risk("large"), "risk           15 (inactivity +10.0, cancellations +5.0 for 1 worth 600.00 USD)");
        let sheet = place.object(&["client", "large@exemple.cd", "--now", MONDAY]);
        assert_eq!(sheet["cancelled_value"], 600.0);
    }

    fn the_answer_to_a_cancellation_is_not_for_who_kept_a_booking_of_the_same_days(place: &Workplace) {
        place.prepare();
        let (kept, cancelled) = ("2026-02-27T09:00:00Z", "2026-02-27T15:00:00Z");
        let bookings = place.write("bookings.csv", with_lines([
            line("keeps", "8936.00", "T1", "completed", kept),
            line("keeps", "40.00", "T2", "cancelled", cancelled),
            line("leaves", "900.00", "T3", "completed", "2026-02-01T09:00:00Z"),
            line("leaves", "40.00", "T4", "cancelled", cancelled),
        ]));
        place.done(&["import", &bookings]);
        place.done(&["analyse", "--now", MONDAY]);
        let recommended = |name: &str| {
            let sheet = place.object(&["client", &format!("{name}@exemple.cd"), "--now", MONDAY]);
            sheet["recommended_strategy"].as_str().expect("a strategy").to_owned()
        };
        assert_eq!(recommended("leaves"), "cancelled_reservation_followup");
        assert_eq!(recommended("keeps"), "seasonal_promotion");
    }
}
