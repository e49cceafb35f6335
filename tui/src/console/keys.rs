//! Tables of keys: what a key does, and what the help and the footer say of it.
//!
//! Each tab and each dialog has a table of its own commands; help, footer and palette see the [`Row`]s of them all.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use relance::operator::Right;

use crate::console::text::{Phrase, Text};

pub type Chord = (KeyCode, KeyModifiers);

/// Description of a key, or of several keys with the same command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where the key works: its heading in the help.
    pub section: Phrase,
    pub chords: &'static [Chord],
    pub label: Phrase,
    pub footer: Footer,
}

/// Whether the footer shows a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footer {
    Hidden,
    /// If there is room.
    Shown,
    /// Always: for keys that leave the current place.
    Fixed,
}

#[derive(Clone, Copy, Debug)]
pub struct Binding<C> {
    pub row: Row,
    pub command: C,
}

/// The keys of one place, under one heading.
pub type Section<C> = &'static [Binding<C>];

/// What the console must know of any command.
pub trait CommandInfo: Copy {
    /// The right that it requires.
    fn needs(self) -> Right;

    /// Whether it acts on a row of the open list, or moves between rows.
    fn acts_on_rows(self) -> bool {
        self.needs() != Right::See
    }
}

/// `"Où", "Where": [keys] command, footer, "français", "English";`
macro_rules! section {
    ($where_fr:literal, $where_en:literal: $([$($chord:expr),+] $command:expr, $footer:ident, $fr:literal, $en:literal;)*) => {
        &[$($crate::console::keys::Binding {
            row: $crate::console::keys::Row {
                section: $crate::console::text::Phrase { fr: $where_fr, en: $where_en },
                chords: &[$($chord),+],
                label: $crate::console::text::Phrase { fr: $fr, en: $en },
                footer: $crate::console::keys::Footer::$footer,
            },
            command: $command,
        }),*]
    };
}

pub(crate) use section;

pub const fn key(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::NONE)
}

pub const fn ctrl(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

pub const fn code(code: KeyCode) -> Chord {
    (code, KeyModifiers::NONE)
}

/// The command of a key in a table.
pub fn find<C: Copy>(bindings: &[Binding<C>], event: KeyEvent) -> Option<C> {
    let KeyEvent { code, modifiers, .. } = normalised(event);
    bindings.iter().find(|binding| binding.row.chords.contains(&(code, modifiers))).map(|binding| binding.command)
}

pub fn rows<C>(bindings: &[Binding<C>]) -> Vec<Row> {
    bindings.iter().map(|binding| binding.row).collect()
}

/// Normalises keys that terminals report differently: Shift with a capital or with Tab, and Enter, which may arrive as
/// a carriage return or as a line feed.
pub fn normalised(event: KeyEvent) -> KeyEvent {
    let (code, modifiers) = match event.code {
        KeyCode::Char('j' | 'm') if event.modifiers == KeyModifiers::CONTROL => (KeyCode::Enter, KeyModifiers::NONE),
        KeyCode::Char(_) | KeyCode::BackTab => (event.code, event.modifiers - KeyModifiers::SHIFT),
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => (KeyCode::BackTab, KeyModifiers::NONE),
        _ => (event.code, event.modifiers),
    };
    KeyEvent { code, modifiers, ..event }
}

impl Row {
    /// All its keys, as labelled on a keyboard: `↑ k`.
    pub fn keys(&self, text: Text) -> String {
        self.chords.iter().map(|chord| name(*chord, text)).collect::<Vec<_>>().join(" ")
    }

    /// Its first key, for the footer; all of them if all are plain characters.
    pub fn key(&self, text: Text) -> String {
        let is_letter = |chord: &Chord| matches!(chord, (KeyCode::Char(_), KeyModifiers::NONE));
        if self.chords.iter().all(is_letter) {
            return self.chords.iter().map(|chord| name(*chord, text)).collect::<Vec<_>>().join("/");
        }
        self.chords.first().map(|chord| name(*chord, text)).unwrap_or_default()
    }
}

fn name((code, modifiers): Chord, text: Text) -> String {
    let key = match code {
        KeyCode::Char(' ') => text.tr("Espace", "Space").to_owned(),
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => c.to_ascii_uppercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("F{n}"),
        KeyCode::Enter => text.tr("Entrée", "Enter").to_owned(),
        KeyCode::Esc => text.tr("Échap", "Esc").to_owned(),
        KeyCode::Tab => "Tab".to_owned(),
        KeyCode::BackTab => text.tr("Maj-Tab", "Shift-Tab").to_owned(),
        KeyCode::Up => "↑".to_owned(),
        KeyCode::Down => "↓".to_owned(),
        KeyCode::Left => "←".to_owned(),
        KeyCode::Right => "→".to_owned(),
        KeyCode::PageUp => text.tr("Pg↑", "PgUp").to_owned(),
        KeyCode::PageDown => text.tr("Pg↓", "PgDn").to_owned(),
        KeyCode::Home => text.tr("Début", "Home").to_owned(),
        KeyCode::End => text.tr("Fin", "End").to_owned(),
        KeyCode::Insert => text.tr("Inser", "Ins").to_owned(),
        other => format!("{other:?}"),
    };
    if modifiers.contains(KeyModifiers::CONTROL) { format!("Ctrl-{key}") } else { key }
}
