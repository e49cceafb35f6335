//! Soft bounces in a row.

use super::{Bounce, Kind};

/// This many soft bounces in a row count as a hard one.
pub const IN_A_ROW: usize = 5;

/// The time of the soft bounce that first completed a row of [`IN_A_ROW`] in an address's history (deliveries and
/// bounces, oldest first); any other event restarts the count. Once is enough, so the order of arrival is irrelevant.
pub fn too_many_at<T>(history: impl IntoIterator<Item = (T, Kind, Option<Bounce>)>) -> Option<T> {
    let mut row = 0;
    let mut history = history.into_iter();
    let last = history.find(|(_, kind, bounce)| {
        row = if *kind == Kind::Bounced && *bounce == Some(Bounce::Soft) { row + 1 } else { 0 };
        row >= IN_A_ROW
    });
    last.map(|(at, _, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `s` soft, `h` hard, `d` delivered; the index of the one that was too many.
    fn judged(history: &str) -> Option<usize> {
        too_many_at(history.chars().enumerate().map(|(i, event)| match event {
            's' => (i, Kind::Bounced, Some(Bounce::Soft)),
            'h' => (i, Kind::Bounced, Some(Bounce::Hard)),
            _ => (i, Kind::Delivered, None),
        }))
    }

    #[test]
    fn five_in_a_row_are_too_many_and_a_delivery_begins_anew() {
        let verdicts = ["", "ssss", "sssss", "ssssds", "ssssdsssss", "dsssssd", "sshsss"].map(judged);
        assert_eq!(verdicts, [None, None, Some(4), None, Some(9), Some(5), None]);
    }

    proptest::proptest! {
        #[test]
        fn it_is_so_exactly_when_the_row_stands_somewhere(history in "[shd]{0,40}") {
            proptest::prop_assert_eq!(judged(&history), history.find("sssss").map(|at| at + 4));
        }
    }
}
