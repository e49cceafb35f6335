//! The best hours to reach a client.

use std::ops::Range;

use crate::client::profile::Hours;

/// Weight of all clients' hours, as a number of the client's own reservations.
const PRIOR_WEIGHT: f64 = 5.0;

/// Number of hours returned.
const BEST_COUNT: usize = 3;

/// The client's three best business hours inside `open`, best first: their own hours shrunk toward everyone's,
/// `own[h] + 5 × all_hours[h] / Σ all_hours` (a Dirichlet prior of weight 5); ties go to the earlier hour.
pub fn best(own: &Hours, all_hours: &Hours, open: Range<u8>) -> Vec<u8> {
    let all = all_hours.0.iter().sum::<u64>().max(1) as f64;
    let weight = |hour: u8| {
        let hour = usize::from(hour);
        own.0[hour] as f64 + PRIOR_WEIGHT * all_hours.0[hour] as f64 / all
    };
    let mut hours: Vec<u8> = open.filter(|hour| *hour < 24).collect();
    hours.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
    hours.truncate(BEST_COUNT);
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(counts: &[(usize, u64)]) -> Hours {
        let mut hours = Hours::default();
        for (hour, count) in counts {
            hours.0[*hour] = *count;
        }
        hours
    }

    #[test]
    fn a_client_of_one_reservation_follows_everyone() {
        let all_hours = hours(&[(10, 600), (14, 300), (17, 100)]);
        assert_eq!(best(&hours(&[(17, 1)]), &all_hours, 8..19), [10, 14, 17], "of two alike the earlier");
        assert_eq!(best(&hours(&[(9, 20)]), &all_hours, 8..19), [9, 10, 14], "habits win in the end");
    }

    #[test]
    fn hours_at_which_nothing_may_arrive_are_left_out() {
        let owl = hours(&[(23, 50), (2, 30), (18, 1)]);
        assert_eq!(best(&owl, &owl, 8..19), [18, 8, 9]);
        assert_eq!(best(&owl, &Hours::default(), 8..9), [8]);
    }
}
