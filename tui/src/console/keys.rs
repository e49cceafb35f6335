//! The one table of keys: what a key does, and what the help and the footer say of it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use relance::locale::Locale;

use crate::console::{state::Tab, text::Text};

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
    Strategies,
    Settings,
    Search,
    Confirm,
    /// A dialog with one line to fill in.
    Line,
    Editor,
    Help,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Stop,
    Quit,
    Help,
    Refresh,
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
    Generate,
    Filter,
    Approve,
    Edit,
    Cancel,
    Reschedule,
    SendNow,
    Switch,
    Change,
    Yes,
    No,
    Accept,
    Dismiss,
    Save,
    OtherField,
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

const fn key(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::NONE)
}

const fn ctrl(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

const fn code(code: KeyCode) -> Chord {
    (code, KeyModifiers::NONE)
}

macro_rules! table {
    ($($context:ident [$($chord:expr),+] $command:expr, $footer:literal, $fr:literal, $en:literal;)*) => {
        &[$(Binding {
            context: Context::$context,
            chords: &[$($chord),+],
            command: $command,
            fr: $fr,
            en: $en,
            footer: $footer,
        }),*]
    };
}

pub const BINDINGS: &[Binding] = table! {
    Overview [key('t')] Command::Tick, true, "analyser et écrire maintenant", "analyse and write now";
    Clients [key('/')] Command::Search, true, "chercher", "search";
    Clients [key('s')] Command::Sort, true, "trier", "sort";
    Clients [key('g')] Command::Generate, true, "écrire une relance", "write a follow-up";
    FollowUps [key('a')] Command::Approve, true, "approuver", "approve";
    FollowUps [key('e')] Command::Edit, true, "modifier", "edit";
    FollowUps [key('r')] Command::Reschedule, true, "reporter", "reschedule";
    FollowUps [key('x')] Command::Cancel, true, "annuler", "cancel";
    FollowUps [key('S')] Command::SendNow, true, "envoyer", "send";
    FollowUps [key('f')] Command::Filter, true, "filtrer", "filter";
    Strategies [key(' ')] Command::Switch, true, "activer ou arrêter", "switch on or off";
    Settings [code(KeyCode::Enter), key('e')] Command::Change, true, "changer", "change";
    List [code(KeyCode::Up), key('k')] Command::Up, false, "monter", "up";
    List [code(KeyCode::Down), key('j')] Command::Down, false, "descendre", "down";
    List [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    List [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    List [code(KeyCode::Home)] Command::First, false, "début", "first";
    List [code(KeyCode::End), key('G')] Command::Last, false, "fin", "last";
    List [code(KeyCode::Enter), code(KeyCode::Right), key('l')] Command::Open, true, "détail", "detail";
    Detail [code(KeyCode::Up), key('k')] Command::Up, true, "monter", "up";
    Detail [code(KeyCode::Down), key('j')] Command::Down, true, "descendre", "down";
    Detail [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    Detail [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    Detail [code(KeyCode::Home)] Command::First, false, "début", "first";
    Detail [code(KeyCode::End), key('G')] Command::Last, false, "fin", "last";
    Detail [code(KeyCode::Esc), code(KeyCode::Left), key('h')] Command::Back, true, "retour", "back";
    Everywhere [code(KeyCode::Tab)] Command::NextTab, false, "onglet suivant", "next tab";
    Everywhere [code(KeyCode::BackTab)] Command::PreviousTab, false, "onglet précédent", "previous tab";
    Everywhere [key('1')] Command::Go(Tab::Overview), false, "vue d'ensemble", "overview";
    Everywhere [key('2')] Command::Go(Tab::Clients), false, "clients", "clients";
    Everywhere [key('3')] Command::Go(Tab::FollowUps), false, "relances", "follow-ups";
    Everywhere [key('4')] Command::Go(Tab::Strategies), false, "stratégies", "strategies";
    Everywhere [key('5')] Command::Go(Tab::Settings), false, "paramètres", "settings";
    Everywhere [key('R'), code(KeyCode::F(5))] Command::Refresh, false, "rafraîchir", "refresh";
    Everywhere [key('?'), code(KeyCode::F(1))] Command::Help, true, "aide", "help";
    Everywhere [key('q')] Command::Quit, true, "quitter", "quit";
    Always [ctrl('c')] Command::Stop, false, "quitter tout de suite", "quit at once";
    Search [code(KeyCode::Enter)] Command::Accept, true, "garder", "keep";
    Search [code(KeyCode::Esc)] Command::Dismiss, true, "effacer", "clear";
    Search [code(KeyCode::Up)] Command::Up, false, "monter", "up";
    Search [code(KeyCode::Down)] Command::Down, false, "descendre", "down";
    Confirm [key('o'), key('y')] Command::Yes, true, "oui", "yes";
    Confirm [key('n'), code(KeyCode::Esc)] Command::No, true, "non", "no";
    Line [code(KeyCode::Enter)] Command::Accept, true, "valider", "accept";
    Line [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";
    Editor [ctrl('s')] Command::Save, true, "enregistrer", "save";
    Editor [code(KeyCode::Tab), code(KeyCode::BackTab)] Command::OtherField, true, "objet ou message", "subject or message";
    Editor [ctrl('q')] Command::Quit, true, "quitter", "quit";
    Editor [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";
    Help [code(KeyCode::Up), key('k')] Command::Up, true, "monter", "up";
    Help [code(KeyCode::Down), key('j')] Command::Down, true, "descendre", "down";
    Help [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    Help [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    Help [code(KeyCode::Esc), key('?'), key('q')] Command::Dismiss, true, "fermer", "close";
};

/// The command of a key, in the first of `contexts` that knows it.
pub fn command(contexts: &[Context], event: KeyEvent) -> Option<Command> {
    let chord = normalised(event);
    contexts.iter().find_map(|context| {
        BINDINGS.iter().find(|b| b.context == *context && b.chords.contains(&chord)).map(|b| b.command)
    })
}

/// Terminals report the shift of a capital or of Shift-Tab in either of two ways.
fn normalised(event: KeyEvent) -> Chord {
    match event.code {
        KeyCode::Char(_) | KeyCode::BackTab => (event.code, event.modifiers - KeyModifiers::SHIFT),
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => (KeyCode::BackTab, KeyModifiers::NONE),
        _ => (event.code, event.modifiers),
    }
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
            let letters = self.chords.iter().filter(|(code, _)| matches!(code, KeyCode::Char(_)));
            return letters.map(|chord| name(*chord, text)).collect::<Vec<_>>().join("/");
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
        let contexts = [Context::FollowUps, Context::Everywhere];
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
