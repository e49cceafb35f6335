//! Colours are meanings, taken from the terminal's own sixteen, so that they suit light and dark backgrounds alike.
//!
//! A colour is never the only sign: a word, a symbol or a modifier says the same.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen means to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Plain,
    /// A heading, or what the eye should find first.
    Strong,
    Muted,
    /// The current place, and the names of keys.
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
    /// Whether to draw with ASCII only.
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
            // Set explicitly: otherwise a title takes the colour of the border it is on.
            Meaning::Strong => weight.fg(Color::Reset),
            // The colour without DIM: with both, the text is invisible on some palettes.
            Meaning::Muted => plain.fg(Color::DarkGray),
            Meaning::Accent => weight.fg(Color::Cyan),
            Meaning::Good => weight.fg(Color::Green),
            Meaning::Warning => weight.fg(Color::Yellow),
            Meaning::Alert => weight.fg(Color::Red),
        }
    }
}
