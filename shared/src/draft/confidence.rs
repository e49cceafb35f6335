//! How far a draft may be trusted without a person reading it: 0 to 100, with its parts.

use serde::{Deserialize, Serialize};

use super::DraftSource;

/// The parts, which the console shows beside their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidence {
    /// How much is known about the client, 0 to 40.
    pub history: u8,
    /// How clearly the strategy fired, 20 to 35.
    pub strategy: u8,
    /// How the text was written, 15 or 25.
    pub writer: u8,
}

impl Confidence {
    /// 35 to 100.
    pub const fn total(self) -> u8 {
        self.history + self.strategy + self.writer
    }
}

/// The confidence in one draft, for a client with this number of `reservations` and a strategy with this number of
/// `conditions`; `fell_back` when a model tried first and failed its check.
///
/// | part | points |
/// |---|---|
/// | history | 8 a reservation, up to 5 of them |
/// | strategy | 20 when it applies to everyone, 30 for one condition, 35 for more |
/// | writer | 25, but 15 for the template that stands in for a model |
pub const fn confidence(reservations: u32, conditions: usize, source: DraftSource, fell_back: bool) -> Confidence {
    let counted = if reservations < 5 { reservations as u8 } else { 5 };
    Confidence {
        history: 8 * counted,
        strategy: match conditions {
            0 => 20,
            1 => 30,
            _ => 35,
        },
        writer: match source {
            DraftSource::Template if fell_back => 15,
            DraftSource::Template | DraftSource::Model | DraftSource::Human => 25,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_follow_the_table() {
        let parts = |reservations, conditions, source, fell_back| {
            let c = confidence(reservations, conditions, source, fell_back);
            (c.history, c.strategy, c.writer, c.total())
        };
        assert_eq!(parts(0, 0, DraftSource::Template, true), (0, 20, 15, 35));
        assert_eq!(parts(1, 1, DraftSource::Template, false), (8, 30, 25, 63));
        assert_eq!(parts(5, 2, DraftSource::Model, false), (40, 35, 25, 100));
        assert_eq!(parts(u32::MAX, usize::MAX, DraftSource::Template, true), (40, 35, 15, 90));
    }

    #[test]
    fn only_a_template_stands_in_for_a_model() {
        assert_eq!(confidence(3, 1, DraftSource::Model, true).writer, 25);
    }
}
