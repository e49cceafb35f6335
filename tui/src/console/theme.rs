//! Colours are meanings, taken from the terminal's own sixteen, so that they suit light and dark backgrounds alike.
//!
//! None is ever the only sign: a word, a symbol or a modifier says the same.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen means to whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Plain,
    /// A heading, or what the eye should find first.
    Strong,
    Muted,
    /// Where one is, and which keys there are.
    Accent,
    Good,
    /// Deserves a look.
    Warning,
    /// Wrong, or about to be lost.
    Alert,
    /// The row or tab that keys act on.
    Selected,
}

#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// False with `NO_COLOR`: weight and inversion only.
    pub colours: bool,
    /// Whether the terminal shows ASCII alone.
    pub ascii: bool,
}

impl Theme {
    pub fn style(self, meaning: Meaning) -> Style {
        let plain = Style::new();
        let weight = match meaning {
            Meaning::Plain | Meaning::Good | Meaning::Warning => plain,
            Meaning::Muted => plain.add_modifier(Modifier::DIM),
            Meaning::Strong | Meaning::Accent | Meaning::Alert => plain.add_modifier(Modifier::BOLD),
            Meaning::Selected => plain.add_modifier(Modifier::REVERSED),
        };
        if !self.colours {
            return weight;
        }
        match meaning {
            Meaning::Plain | Meaning::Selected => weight,
            // Said outright: a title must not take the colour of the border it stands on.
            Meaning::Strong => weight.fg(Color::Reset),
            // A colour of its own: dimming it as well would make it vanish on some palettes.
            Meaning::Muted => plain.fg(Color::DarkGray),
            Meaning::Accent => weight.fg(Color::Cyan),
            Meaning::Good => weight.fg(Color::Green),
            Meaning::Warning => weight.fg(Color::Yellow),
            Meaning::Alert => weight.fg(Color::Red),
        }
    }
}
