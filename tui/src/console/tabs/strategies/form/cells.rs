//! The cells that a form consists of, in order.

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
    /// A set without an order: the client's preference decides between them.
    Channels,
    Cooldown,
    AlsoCurrent,
    /// The three cells of the condition with that index.
    Field(usize),
    Operator(usize),
    Value(usize),
    /// Name, first and last day of a window: `rentrée 08-25 09-20`.
    Window(usize),
    Prompt,
    /// The message template of a language; the built-in one counts as none.
    Template(Locale),
}

#[derive(Debug)]
pub enum Input {
    Line(Box<Line>),
    /// The index of one of several options.
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

/// The sets of channels that a strategy may have.
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
pub fn same_channels(some: &[Channel], others: &[Channel]) -> bool {
    some.len() == others.len() && some.iter().all(|channel| others.contains(channel))
}
