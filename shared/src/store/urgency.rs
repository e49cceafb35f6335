//! The order of urgency in SQL.

/// The rank of a priority, as in [`Priority::urgency`](crate::strategy::Priority::urgency). The indexes have exactly
/// this expression: queries with another one would not use them.
macro_rules! urgency {
    ($priority:literal) => {
        concat!("case ", $priority, " when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end")
    };
}

pub(in crate::store) use urgency;

#[cfg(test)]
mod tests {
    use crate::strategy::Priority;

    #[test]
    fn the_text_ranks_as_priorities_are_ordered() {
        let last = Priority::Low;
        let ranked = Priority::ALL.into_iter().rev().filter(|priority| *priority != last);
        let whens: Vec<String> = ranked.map(|p| format!("when '{p}' then {}", p.urgency())).collect();
        let written = format!("case priority {} else {} end", whens.join(" "), last.urgency());
        assert_eq!(urgency!("priority"), written);
    }

    #[test]
    fn the_text_is_that_of_the_indexes() {
        for migration in [
            include_str!("../../../migrations/postgres/0019_follow_up_order.sql"),
            include_str!("../../../migrations/sqlite/0019_follow_up_order.sql"),
        ] {
            let index = format!("({}), scheduled_date, id", urgency!("priority"));
            assert!(migration.contains(&index), "{migration}");
        }
    }
}
