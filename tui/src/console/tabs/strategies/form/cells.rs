//! What a form consists of: cells, one after the other.

use ratatui_textarea::{TextArea, WrapMode};
use relance::{client::Channel, locale::Locale};

use crate::console::line::Line;

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Id,
    Name,
    Description,
    Priority,
    /// Which of them, and not in which order: the client's preference decides.
    Channels,
    Cooldown,
    AlsoCurrent,
    /// The three cells of the condition of that number.
    Field(usize),
    Operator(usize),
    Value(usize),
    /// `rentrée 08-25 09-20`
    Window(usize),
    Prompt,
    /// The message template of a language; what it came with counts as none.
    Template(Locale),
}

#[derive(Debug)]
pub enum Input {
    Line(Box<Line>),
    /// One of several, by its place.
    Choice(usize),
    Area(Box<TextArea<'static>>),
}

#[derive(Debug)]
pub struct Cell {
    pub slot: Slot,
    pub input: Input,
}

impl Cell {
    pub fn line(slot: Slot, text: &str) -> Self {
        Self { slot, input: Input::Line(Box::new(Line::new(text))) }
    }

    pub const fn choice(slot: Slot, at: usize) -> Self {
        Self { slot, input: Input::Choice(at) }
    }

    pub fn area(slot: Slot, text: &str) -> Self {
        let mut area = TextArea::from(text.lines());
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        Self { slot, input: Input::Area(Box::new(area)) }
    }
}

/// What channels a strategy may have.
pub const CHANNELS: [&[Channel]; 7] = [
    &[Channel::Email],
    &[Channel::Sms],
    &[Channel::Push],
    &[Channel::Email, Channel::Sms],
    &[Channel::Email, Channel::Push],
    &[Channel::Sms, Channel::Push],
    &[Channel::Email, Channel::Sms, Channel::Push],
];

/// Whether both name the same channels.
pub fn same(some: &[Channel], others: &[Channel]) -> bool {
    some.len() == others.len() && some.iter().all(|channel| others.contains(channel))
}
