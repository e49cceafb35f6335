//! Every key there is.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Binding, Chord, Command, Context};
use crate::console::state::Tab;

const fn key(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::NONE)
}

const fn ctrl(c: char) -> Chord {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

const fn code(code: KeyCode) -> Chord {
    (code, KeyModifiers::NONE)
}

/// `Context [keys] Command, whether the footer tells it, "français", "English";`
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

pub static BINDINGS: &[Binding] = table! {
    Overview [code(KeyCode::Enter)] Command::Open, true, "aller voir", "go there";
    Overview [code(KeyCode::Up), key('k')] Command::Up, false, "monter", "up";
    Overview [code(KeyCode::Down), key('j')] Command::Down, false, "descendre", "down";
    Overview [key('p')] Command::Resume, false, "rouvrir le canal suspendu", "resume the paused channel";
    Overview [key('t')] Command::Tick, true, "analyser et écrire maintenant", "analyse and write now";

    Clients [key('/')] Command::Search, true, "chercher", "search";
    Clients [key('s')] Command::Sort, true, "trier", "sort";
    Clients [key('o')] Command::Reverse, false, "inverser l'ordre", "reverse the order";
    Clients [key('g')] Command::Generate, true, "écrire une relance", "write a follow-up";
    Clients [key('y')] Command::Copy, false, "copier l'adresse", "copy the address";

    Decide [key('a')] Command::Approve, true, "approuver", "approve";
    Decide [key('e')] Command::Edit, true, "modifier", "edit";
    Decide [key('r')] Command::Reschedule, true, "reporter", "reschedule";
    Decide [key('x')] Command::Cancel, true, "annuler", "cancel";
    Decide [key('S')] Command::SendNow, true, "envoyer", "send";
    Decide [key('u')] Command::Settle, false, "trancher une incertaine", "settle an uncertain one";

    FollowUps [key('/')] Command::Search, false, "chercher", "search";
    FollowUps [key('f')] Command::Filter, true, "filtrer", "filter";
    FollowUps [key('s')] Command::Sort, false, "trier", "sort";
    FollowUps [key('o')] Command::Reverse, false, "inverser l'ordre", "reverse the order";
    FollowUps [key(' ')] Command::Pick, false, "choisir ou laisser", "pick or leave";
    FollowUps [key('v')] Command::PickRange, false, "choisir jusqu'ici", "pick up to here";
    FollowUps [key('A')] Command::PickAll, false, "tout choisir, ou rien", "pick all, or none";

    Review [key('n'), code(KeyCode::Right)] Command::Next, true, "suivante", "next";
    Review [key('p')] Command::Previous, false, "précédente", "previous";
    Review [key('t')] Command::OtherForm, false, "texte ou HTML", "text or HTML";
    Review [key('y')] Command::Copy, false, "copier le message", "copy the message";

    Strategies [key(' ')] Command::Switch, true, "activer ou arrêter", "switch on or off";
    Strategies [key('e')] Command::EditStrategy, true, "modifier", "edit";
    Strategies [key('n')] Command::NewStrategy, true, "nouvelle", "new";
    Strategies [key('D')] Command::ResetStrategy, false, "rétablir l'originale", "back to the original";

    Settings [code(KeyCode::Enter), key('e')] Command::Change, true, "changer", "change";

    List [code(KeyCode::Up), key('k')] Command::Up, false, "monter", "up";
    List [code(KeyCode::Down), key('j')] Command::Down, false, "descendre", "down";
    List [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    List [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    List [code(KeyCode::Home)] Command::First, false, "début", "first";
    List [code(KeyCode::End), key('G')] Command::Last, false, "fin", "last";
    List [code(KeyCode::Enter), code(KeyCode::Right), key('l')] Command::Open, true, "ouvrir", "open";

    Detail [code(KeyCode::Up), key('k')] Command::Up, true, "monter", "up";
    Detail [code(KeyCode::Down), key('j')] Command::Down, true, "descendre", "down";
    Detail [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    Detail [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    Detail [code(KeyCode::Home)] Command::First, false, "début", "first";
    Detail [code(KeyCode::End), key('G')] Command::Last, false, "fin", "last";
    Detail [code(KeyCode::Esc), code(KeyCode::Left), key('h')] Command::Back, true, "retour", "back";

    Everywhere [key(':')] Command::Palette, false, "toutes les actions", "every action";
    Everywhere [key('z')] Command::TakeBack, false, "reprendre la dernière décision", "take the last decision back";
    Everywhere [code(KeyCode::Tab)] Command::NextTab, false, "onglet suivant", "next tab";
    Everywhere [code(KeyCode::BackTab)] Command::PreviousTab, false, "onglet précédent", "previous tab";
    Everywhere [key('1')] Command::Go(Tab::Overview), false, "vue d'ensemble", "overview";
    Everywhere [key('2')] Command::Go(Tab::Clients), false, "clients", "clients";
    Everywhere [key('3')] Command::Go(Tab::FollowUps), false, "relances", "follow-ups";
    Everywhere [key('4')] Command::Go(Tab::Strategies), false, "stratégies", "strategies";
    Everywhere [key('5')] Command::Go(Tab::Settings), false, "paramètres", "settings";
    Everywhere [key('R'), code(KeyCode::F(5))] Command::Refresh, false, "rafraîchir", "refresh";
    Everywhere [key('M')] Command::Mouse, false, "souris active ou non", "mouse on or off";
    Everywhere [key('?'), code(KeyCode::F(1))] Command::Help, true, "aide", "help";
    Everywhere [key('q')] Command::Quit, true, "quitter", "quit";

    Always [ctrl('c')] Command::Stop, false, "quitter", "quit";
    Always [ctrl('z')] Command::Suspend, false, "suspendre", "suspend";

    Search [code(KeyCode::Enter)] Command::Accept, true, "garder", "keep";
    Search [code(KeyCode::Esc)] Command::Dismiss, true, "effacer", "clear";
    Search [code(KeyCode::Up)] Command::Up, false, "monter", "up";
    Search [code(KeyCode::Down)] Command::Down, false, "descendre", "down";

    Palette [code(KeyCode::Enter)] Command::Accept, true, "faire", "do it";
    Palette [code(KeyCode::Up), ctrl('p')] Command::Up, true, "monter", "up";
    Palette [code(KeyCode::Down), ctrl('n')] Command::Down, true, "descendre", "down";
    Palette [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";

    Confirm [key('o'), key('y')] Command::Yes, true, "oui", "yes";
    Confirm [key('n')] Command::No, true, "non", "no";
    Confirm [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";

    Line [code(KeyCode::Enter)] Command::Accept, true, "valider", "accept";
    Line [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";

    Editor [ctrl('s')] Command::Save, true, "enregistrer", "save";
    Editor [code(KeyCode::Tab), code(KeyCode::BackTab)] Command::OtherField, true, "objet ou message", "subject or message";
    Editor [ctrl('q')] Command::Quit, true, "quitter", "quit";
    Editor [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";

    Form [ctrl('s')] Command::Save, true, "enregistrer", "save";
    Form [code(KeyCode::Tab), code(KeyCode::Down)] Command::Down, true, "champ suivant", "next field";
    Form [code(KeyCode::BackTab), code(KeyCode::Up)] Command::Up, false, "champ précédent", "previous field";
    Form [code(KeyCode::Right)] Command::NextChoice, true, "autre choix", "other choice";
    Form [code(KeyCode::Left)] Command::PreviousChoice, false, "choix précédent", "previous choice";
    Form [code(KeyCode::Insert), ctrl('a')] Command::AddRow, true, "ajouter une ligne", "add a row";
    Form [ctrl('d')] Command::RemoveRow, true, "ôter la ligne", "remove the row";
    Form [ctrl('q')] Command::Quit, false, "quitter", "quit";
    Form [code(KeyCode::Esc)] Command::Dismiss, true, "fermer", "close";

    Help [code(KeyCode::Up), key('k')] Command::Up, true, "monter", "up";
    Help [code(KeyCode::Down), key('j')] Command::Down, true, "descendre", "down";
    Help [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, false, "page précédente", "page up";
    Help [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, false, "page suivante", "page down";
    Help [code(KeyCode::Esc), key('?'), key('q')] Command::Dismiss, true, "fermer", "close";
};
