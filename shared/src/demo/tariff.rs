//! The demo's tariff: spaces, terms and prices.

use chrono::{Days, Months, NaiveDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Coworking,
    Office,
    MeetingRoom,
    Domiciliation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Day,
    Week,
    Month,
    Year,
}

/// A term and its price in US cents: for one person at a desk, for the whole of any other space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lease {
    pub term: Term,
    pub cents: i64,
}

const fn lease(weight: u32, term: Term, dollars: i64) -> (u32, Lease) {
    (weight, Lease { term, cents: dollars * 100 })
}

const COWORKING: &[(u32, Lease)] =
    &[lease(50, Term::Day, 15), lease(20, Term::Week, 65), lease(28, Term::Month, 180), lease(2, Term::Year, 1_800)];
const OFFICE: &[(u32, Lease)] =
    &[lease(15, Term::Day, 45), lease(15, Term::Week, 190), lease(67, Term::Month, 480), lease(3, Term::Year, 4_900)];
const MEETING_ROOM: &[(u32, Lease)] = &[lease(95, Term::Day, 60), lease(5, Term::Week, 260)];
const DOMICILIATION: &[(u32, Lease)] = &[lease(60, Term::Month, 60), lease(40, Term::Year, 600)];

impl Space {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coworking => "coworking",
            Self::Office => "bureau-prive",
            Self::MeetingRoom => "salle-reunion",
            Self::Domiciliation => "domiciliation",
        }
    }

    /// The leases of a space with their weights, the shortest term first.
    pub const fn leases(self) -> &'static [(u32, Lease)] {
        match self {
            Self::Coworking => COWORKING,
            Self::Office => OFFICE,
            Self::MeetingRoom => MEETING_ROOM,
            Self::Domiciliation => DOMICILIATION,
        }
    }

    /// How many days ahead it is booked at most.
    pub const fn lead(self) -> i64 {
        match self {
            Self::Coworking | Self::Domiciliation => 3,
            Self::Office => 7,
            Self::MeetingRoom => 14,
        }
    }

    /// Numbers of occupants with their weights.
    pub const fn occupants(self) -> &'static [(u32, i32)] {
        match self {
            Self::Coworking => &[(85, 1), (10, 2), (5, 3)],
            Self::Office => &[(20, 1), (30, 2), (25, 3), (15, 4), (10, 6)],
            Self::MeetingRoom => &[(20, 4), (30, 6), (25, 8), (15, 12), (10, 16)],
            Self::Domiciliation => &[(1, 1)],
        }
    }
}

impl Term {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "journalier",
            Self::Week => "hebdomadaire",
            Self::Month => "mensuel",
            Self::Year => "annuel",
        }
    }

    /// The last day of a lease that begins on `start`, both days included.
    pub fn end(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => start + Days::new(1),
            Self::Week => start + Days::new(7),
            Self::Month => start + Months::new(1),
            Self::Year => start + Months::new(12),
        };
        next - Days::new(1)
    }
}
