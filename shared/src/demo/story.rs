//! The kinds of client histories, so that every strategy applies to some client.

use super::{dice::Dice, tariff::Space};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// Booked for the first time within the week.
    Newcomer,
    /// Cancelled within the fortnight.
    Canceller,
    /// Paid a lot, left weeks ago.
    DriftingVip,
    /// Has not booked for one month to a year.
    Inactive,
    /// Has not booked for more than a year.
    Lost,
    /// Holds a lease that still runs.
    Resident,
    /// Comes all the time.
    Regular,
    /// Comes now and then, last within the month.
    Occasional,
}

/// Assigned to clients in turn, so that twenty of them cover every story.
const ROTATION: [Story; 20] = [
    Story::DriftingVip,
    Story::Inactive,
    Story::Newcomer,
    Story::Resident,
    Story::Canceller,
    Story::Inactive,
    Story::Regular,
    Story::Occasional,
    Story::Lost,
    Story::Inactive,
    Story::DriftingVip,
    Story::Resident,
    Story::Inactive,
    Story::Newcomer,
    Story::Occasional,
    Story::Lost,
    Story::Regular,
    Story::Canceller,
    Story::Inactive,
    Story::DriftingVip,
];

impl Story {
    pub const fn of_client(index: u32) -> Self {
        ROTATION[index as usize % ROTATION.len()]
    }

    /// Days since the newest reservation was made, at least 1.
    pub fn last_booked(self, dice: &mut Dice) -> i64 {
        let range = match self {
            Self::Newcomer => 1..=5,
            Self::Canceller => 1..=11,
            Self::DriftingVip => 16..=150,
            Self::Inactive => 32..=365,
            Self::Lost => 366..=1000,
            // The other residents signed for a year.
            Self::Resident if dice.chance(80) => 1..=20,
            Self::Resident => 21..=330,
            Self::Regular => 1..=13,
            Self::Occasional => 7..=29,
        };
        dice.between(range)
    }

    /// How many reservations: 1 to 60.
    pub fn bookings(self, dice: &mut Dice) -> i64 {
        let at_least = match self {
            Self::Newcomer => return 1,
            Self::Canceller | Self::Inactive | Self::Lost => 0,
            Self::Resident | Self::Occasional => 2,
            Self::DriftingVip => 3,
            Self::Regular => 6,
        };
        (at_least + dice.long_tail()).min(60)
    }

    /// Usual intervals between two reservations, in days, to choose from.
    pub const fn rhythms(self) -> &'static [i64] {
        match self {
            Self::DriftingVip | Self::Resident => &[20, 30, 30, 45],
            Self::Regular => &[2, 4, 7, 7, 10],
            _ => &[5, 10, 20, 30, 60],
        }
    }

    /// The space that the client usually books.
    pub fn favourite(self, dice: &mut Dice) -> Space {
        let [operations, office, room, address] = match self {
            Self::DriftingVip => [5, 80, 15, 0],
            Self::Resident => [45, 40, 0, 15],
            _ => [55, 15, 22, 8],
        };
        dice.weigh(&[
            (operations, Space::Coworking),
            (office, Space::Office),
            (room, Space::MeetingRoom),
            (address, Space::Domiciliation),
        ])
    }

    /// Whether none of the client's reservations reaches today.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::DriftingVip | Self::Inactive | Self::Lost)
    }
}
