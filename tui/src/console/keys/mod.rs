//! The one table of keys: what a key does, and what the help and the footer say of it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use relance::{locale::Locale, operator::Right};

use crate::console::{state::Tab, text::Text};

mod table;

pub use table::BINDINGS;

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Even while a dialog is open.
    Always,
    /// While no dialog is open and nothing is being typed.
    Everywhere,
    List,
    Detail,
    Overview,
    Clients,
    FollowUps,
    /// Wherever follow-ups are decided about: their list, and the review of one.
    Decide,
    Review,
    Strategies,
    Settings,
    Search,
    Palette,
    Confirm,
    /// A dialog with one line to fill in.
    Line,
    Editor,
    /// A strategy being written.
    Form,
    Help,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Stop,
    Suspend,
    Quit,
    Help,
    Palette,
    Refresh,
    Resume,
    Mouse,
    Copy,
    Go(Tab),
    NextTab,
    PreviousTab,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Back,
    Tick,
    Search,
    Sort,
    Reverse,
    Generate,
    Filter,
    Pick,
    PickRange,
    PickAll,
    Next,
    Previous,
    OtherForm,
    Approve,
    Edit,
    Cancel,
    Reschedule,
    SendNow,
    Settle,
    TakeBack,
    Switch,
    NewStrategy,
    EditStrategy,
    ResetStrategy,
    Change,
    Yes,
    No,
    Accept,
    Dismiss,
    Save,
    OtherField,
    NextChoice,
    PreviousChoice,
    AddRow,
    RemoveRow,
}

impl Command {
    /// What whoever gives it must be allowed to do.
    pub const fn needs(self) -> Option<Right> {
        match self {
            Self::Approve
            | Self::Edit
            | Self::Cancel
            | Self::Reschedule
            | Self::SendNow
            | Self::Settle
            | Self::TakeBack
            | Self::Generate => Some(Right::Review),
            Self::Switch
            | Self::NewStrategy
            | Self::EditStrategy
            | Self::ResetStrategy
            | Self::Change
            | Self::Resume
            | Self::Tick => Some(Right::Manage),
            _ => None,
        }
    }

    /// Whether it means a row of the open list, or moves from one to another.
    pub const fn acts_on_rows(self) -> bool {
        let moves = matches!(
            self,
            Self::Up | Self::Down | Self::PageUp | Self::PageDown | Self::First | Self::Last | Self::Open | Self::Copy
        );
        moves || matches!(self, Self::Pick | Self::PickRange | Self::PickAll) || self.needs().is_some()
    }
}

pub type Chord = (KeyCode, KeyModifiers);

pub struct Binding {
    pub context: Context,
    pub chords: &'static [Chord],
    pub command: Command,
    fr: &'static str,
    en: &'static str,
    /// Whether the footer has room for it.
    pub footer: bool,
}

/// The command of a key, in the first of `contexts` that knows it.
pub fn command(contexts: &[Context], event: KeyEvent) -> Option<Command> {
    let KeyEvent { code, modifiers, .. } = normalised(event);
    let chord = (code, modifiers);
    contexts.iter().find_map(|context| {
        BINDINGS.iter().find(|b| b.context == *context && b.chords.contains(&chord)).map(|b| b.command)
    })
}

/// One form for what terminals report in several: the shift of a capital or of Shift-Tab, and Enter, which may come
/// as a carriage return or as a line feed.
pub fn normalised(event: KeyEvent) -> KeyEvent {
    let (code, modifiers) = match event.code {
        KeyCode::Char('j' | 'm') if event.modifiers == KeyModifiers::CONTROL => (KeyCode::Enter, KeyModifiers::NONE),
        KeyCode::Char(_) | KeyCode::BackTab => (event.code, event.modifiers - KeyModifiers::SHIFT),
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => (KeyCode::BackTab, KeyModifiers::NONE),
        _ => (event.code, event.modifiers),
    };
    KeyEvent { code, modifiers, ..event }
}

impl Binding {
    pub const fn label(&self, text: Text) -> &'static str {
        match text.0 {
            Locale::Fr => self.fr,
            Locale::En => self.en,
        }
    }

    /// Its keys as they are written on a keyboard: `↑ k`.
    pub fn keys(&self, text: Text) -> String {
        self.chords.iter().map(|chord| name(*chord, text)).collect::<Vec<_>>().join(" ")
    }

    /// The first of them, for the footer; all of them where they are letters alike.
    pub fn key(&self, text: Text) -> String {
        if self.context == Context::Confirm {
            return self.chords.iter().map(|chord| name(*chord, text)).collect::<Vec<_>>().join("/");
        }
        self.chords.first().map(|chord| name(*chord, text)).unwrap_or_default()
    }
}

fn name((code, modifiers): Chord, text: Text) -> String {
    let key = match code {
        KeyCode::Char(' ') => text.say("Espace", "Space").to_owned(),
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => c.to_ascii_uppercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("F{n}"),
        KeyCode::Enter => text.say("Entrée", "Enter").to_owned(),
        KeyCode::Esc => text.say("Échap", "Esc").to_owned(),
        KeyCode::Tab => "Tab".to_owned(),
        KeyCode::BackTab => text.say("Maj-Tab", "Shift-Tab").to_owned(),
        KeyCode::Up => "↑".to_owned(),
        KeyCode::Down => "↓".to_owned(),
        KeyCode::Left => "←".to_owned(),
        KeyCode::Right => "→".to_owned(),
        KeyCode::PageUp => text.say("Pg↑", "PgUp").to_owned(),
        KeyCode::PageDown => text.say("Pg↓", "PgDn").to_owned(),
        KeyCode::Home => text.say("Début", "Home").to_owned(),
        KeyCode::End => text.say("Fin", "End").to_owned(),
        KeyCode::Insert => text.say("Inser", "Ins").to_owned(),
        other => format!("{other:?}"),
    };
    if modifiers.contains(KeyModifiers::CONTROL) { format!("Ctrl-{key}") } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let mut met = Vec::new();
        for binding in BINDINGS {
            for chord in binding.chords {
                let place = (binding.context, *chord);
                assert!(!met.contains(&place), "{place:?}");
                met.push(place);
            }
        }
    }

    #[test]
    fn capitals_are_known_however_the_terminal_reports_them() {
        let contexts = [Context::Decide, Context::Everywhere];
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            let event = KeyEvent::new(KeyCode::Char('S'), modifiers);
            assert_eq!(command(&contexts, event), Some(Command::SendNow));
        }
        let shift_tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(command(&contexts, shift_tab), Some(Command::PreviousTab));
        let control = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::CONTROL);
        assert_eq!(command(&contexts, control), None);
    }
}
