//! Cells whose value is chosen, not typed.

use relance::{
    reservation::ReservationStatus,
    strategy::{Field, Priority},
};

use super::{
    cells::{CHANNELS, Cell, Input, Slot},
    state::Form,
};
use crate::console::text::Text;

impl Form {
    /// The options of a cell.
    pub fn choices(&self, slot: Slot, text: Text) -> Vec<String> {
        match slot {
            Slot::Priority => Priority::ALL.map(|p| text.priority_word(p).to_owned()).to_vec(),
            Slot::Channels => CHANNELS.map(|channels| text.channel_words(channels)).to_vec(),
            Slot::AlsoCurrent => vec![text.no().to_owned(), text.yes().to_owned()],
            Slot::Field(_) => Field::ALL.map(|f| text.field(f).to_owned()).to_vec(),
            Slot::Operator(n) => self.field(n).operators().map(|o| text.operator(o).to_owned()).to_vec(),
            _ => Vec::new(),
        }
    }

    /// Moves to the next choice of the cell, wrapping around; `false` if the cell has no choices.
    pub fn choose(&mut self, by: isize, text: Text) -> bool {
        let slot = self.cells[self.at].slot;
        let next = |at: usize, all: usize| (at.cast_signed() + by).rem_euclid(all.cast_signed()).unsigned_abs();
        if let Slot::Value(n) = slot
            && self.field(n) == Field::ReservationStatus
        {
            let here = ReservationStatus::ALL.iter().position(|status| status.as_str() == self.line(slot));
            let status = ReservationStatus::ALL[here.map_or(0, |at| next(at, ReservationStatus::ALL.len()))];
            self.cells[self.at].input = Cell::line(slot, status.as_str()).input;
            return true;
        }
        let all = self.choices(slot, text).len();
        let Input::Choice(at) = &mut self.cells[self.at].input else { return false };
        *at = next(*at, all);
        true
    }
}
