//! Shares a day's slots among the strategies that have candidates.

/// A strategy's claim on the day: its weight, and how many follow-ups it could use at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub weight: u32,
    pub available: usize,
}

/// How many of `slots` each claim gets: by weight, by largest remainder (ties to the earlier claim), never more than
/// is available to it; what one cannot use goes to the others. Every claim with something available whose exact share
/// reaches one gets at least one.
pub fn apportion(slots: usize, claims: &[Claim]) -> Vec<usize> {
    let mut shares = vec![0; claims.len()];
    let mut left = slots;
    loop {
        let eligible: Vec<usize> =
            (0..claims.len()).filter(|i| claims[*i].weight > 0 && shares[*i] < claims[*i].available).collect();
        if left == 0 || eligible.is_empty() {
            return shares;
        }
        let round = by_largest_remainder(left, &eligible.iter().map(|i| claims[*i].weight).collect::<Vec<_>>());
        for (i, share) in eligible.into_iter().zip(round) {
            let taken = share.min(claims[i].available - shares[i]);
            shares[i] += taken;
            left -= taken;
        }
    }
}

/// Hamilton's method: the whole parts of the exact shares, and the rest to the largest remainders.
fn by_largest_remainder(slots: usize, weights: &[u32]) -> Vec<usize> {
    let total: u64 = weights.iter().map(|w| u64::from(*w)).sum();
    let exact = |weight: u32| slots as u64 * u64::from(weight);
    let mut shares: Vec<usize> = weights.iter().map(|w| (exact(*w) / total) as usize).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(exact(weights[*i]) % total));
    let rest = slots - shares.iter().sum::<usize>();
    for i in by_remainder.into_iter().take(rest) {
        shares[i] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(claims: &[(u32, usize)]) -> Vec<Claim> {
        claims.iter().map(|(weight, available)| Claim { weight: *weight, available: *available }).collect()
    }

    #[test]
    fn slots_go_by_weight_and_seventeen_hundred_vips_starve_nobody() {
        assert_eq!(apportion(50, &claims(&[(8, 1700), (4, 300), (2, 900), (1, 40)])), [27, 13, 7, 3]);
    }

    #[test]
    fn what_one_strategy_cannot_use_goes_on_to_the_others() {
        assert_eq!(apportion(50, &claims(&[(8, 1700), (4, 2), (2, 0)])), [48, 2, 0]);
        assert_eq!(apportion(50, &claims(&[(8, 3), (4, 2)])), [3, 2], "and what nobody can use stays");
        assert_eq!(apportion(0, &claims(&[(8, 3)])), [0]);
        assert_eq!(apportion(5, &[]), Vec::<usize>::new());
    }

    proptest::proptest! {
        #[test]
        fn no_slot_is_lost_or_invented(
            slots in 0usize..500,
            given in proptest::collection::vec((1u32..9, 0usize..200), 0..8),
        ) {
            let claims = claims(&given);
            let shares = apportion(slots, &claims);
            let available: usize = given.iter().map(|(_, a)| a).sum();
            proptest::prop_assert_eq!(shares.iter().sum::<usize>(), slots.min(available));
            let total: usize = given.iter().map(|(w, _)| *w as usize).sum();
            for (share, claim) in shares.iter().zip(&claims) {
                proptest::prop_assert!(*share <= claim.available);
                let fair = slots * claim.weight as usize / total.max(1);
                proptest::prop_assert!(*share >= fair.min(claim.available), "at least the whole part of its share");
            }
        }

        /// Needed to resume a stopped run: the shares do not depend on how many candidates there are beyond the slots.
        #[test]
        fn a_deal_does_not_depend_on_how_much_more_is_available_than_slots(
            slots in 0usize..100, given in proptest::collection::vec((1u32..9, 0usize..200), 1..6),
        ) {
            let all = claims(&given);
            let capped: Vec<_> = all.iter().map(|c| Claim { available: c.available.min(slots), ..*c }).collect();
            proptest::prop_assert_eq!(apportion(slots, &all), apportion(slots, &capped));
        }
    }
}
