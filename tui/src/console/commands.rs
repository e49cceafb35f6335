//! The keys that work on every tab, and all keys together as the help, the footer and the palette list them.

use crossterm::event::{KeyCode, KeyEvent};
use relance::operator::Right;

use crate::console::{
    dialogs::{confirm, help, input, palette},
    focus::Focus,
    keys::{self, Binding, CommandInfo, Footer, Row, Section, code, ctrl, key, section},
    list::search,
    tabs::{self, Tab, Tabs, follow_ups},
};

/// The command of a key while no dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// A tab's own command.
    Tab(tabs::Command),
    /// While a filter is typed.
    Search(search::Command),
    Stop,
    Suspend,
    Quit,
    Help,
    Palette,
    Refresh,
    Mouse,
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
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        match self {
            Self::Tab(command) => command.needs(),
            _ => Right::See,
        }
    }

    fn acts_on_rows(self) -> bool {
        match self {
            Self::Tab(command) => command.acts_on_rows(),
            Self::Search(command) => matches!(command, search::Command::Up | search::Command::Down),
            Self::Up | Self::Down | Self::PageUp | Self::PageDown | Self::First | Self::Last | Self::Open => true,
            _ => false,
        }
    }
}

const LIST: Section<Command> = section! { "Dans une liste", "In a list":
    [code(KeyCode::Up), key('k')] Command::Up, Hidden, "monter", "up";
    [code(KeyCode::Down), key('j')] Command::Down, Hidden, "descendre", "down";
    [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, Hidden, "page précédente", "page up";
    [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, Hidden, "page suivante", "page down";
    [code(KeyCode::Home)] Command::First, Hidden, "début", "first";
    [code(KeyCode::End), key('G')] Command::Last, Hidden, "fin", "last";
    [code(KeyCode::Enter), code(KeyCode::Right), key('l')] Command::Open, Shown, "ouvrir", "open";
};

const DETAIL: Section<Command> = section! { "Dans un détail", "In a detail":
    [code(KeyCode::Up), key('k')] Command::Up, Shown, "monter", "up";
    [code(KeyCode::Down), key('j')] Command::Down, Shown, "descendre", "down";
    [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, Hidden, "page précédente", "page up";
    [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, Hidden, "page suivante", "page down";
    [code(KeyCode::Home)] Command::First, Hidden, "début", "first";
    [code(KeyCode::End), key('G')] Command::Last, Hidden, "fin", "last";
    [code(KeyCode::Esc), code(KeyCode::Left), key('h')] Command::Back, Fixed, "retour", "back";
};

const UNDO: Command = Command::Tab(tabs::Command::FollowUps(follow_ups::Command::Undo));

/// The keys listed before those that switch to a tab, and after them.
const EVERYWHERE: [Section<Command>; 2] = [
    section! { "Partout", "Everywhere":
        [key(':')] Command::Palette, Hidden, "toutes les actions", "every action";
        [key('z')] UNDO, Hidden, "reprendre la dernière décision", "take the last decision back";
        [code(KeyCode::Tab)] Command::NextTab, Hidden, "onglet suivant", "next tab";
        [code(KeyCode::BackTab)] Command::PreviousTab, Hidden, "onglet précédent", "previous tab";
    },
    section! { "Partout", "Everywhere":
        [key('R'), code(KeyCode::F(5))] Command::Refresh, Hidden, "rafraîchir", "refresh";
        [key('M')] Command::Mouse, Hidden, "souris active ou non", "mouse on or off";
        [key('?'), code(KeyCode::F(1))] Command::Help, Fixed, "aide", "help";
        [key('q')] Command::Quit, Fixed, "quitter", "quit";
    },
];

/// Keys that work even while a dialog is open.
pub const ALWAYS: Section<Command> = section! { "Toujours", "Always":
    [ctrl('c')] Command::Stop, Hidden, "quitter", "quit";
    [ctrl('z')] Command::Suspend, Hidden, "suspendre", "suspend";
};

fn everywhere() -> Vec<Binding<Command>> {
    let [before, after] = EVERYWHERE;
    let go = Tab::ALL.iter().map(|tab| {
        let (chords, label) = tab.key();
        let row = Row { section: before[0].row.section, chords, label, footer: Footer::Hidden };
        Binding { row, command: Command::Go(*tab) }
    });
    before.iter().copied().chain(go).chain(after.iter().copied()).collect()
}

fn wrapped<C: Copy, D>(bindings: &[Binding<C>], command: impl Fn(C) -> D) -> Vec<Binding<D>> {
    bindings.iter().map(|binding| Binding { row: binding.row, command: command(binding.command) }).collect()
}

/// The keys that work while no dialog is open, the nearest scope first.
pub fn working(tabs: &Tabs, tab: Tab, focus: &Focus) -> Vec<Binding<Command>> {
    if matches!(focus, Focus::Search(_)) {
        return [wrapped(search::KEYS, Command::Search), ALWAYS.to_vec()].concat();
    }
    let mut all = wrapped(&tabs.keys(tab, focus), Command::Tab);
    if tabs.page(tab).is_list() {
        all.extend_from_slice(if focus.is_reading() { DETAIL } else { LIST });
    }
    all.extend(everywhere());
    all.extend_from_slice(ALWAYS);
    all
}

/// The command of a key, if the key works now.
pub fn find(tabs: &Tabs, tab: Tab, focus: &Focus, event: KeyEvent) -> Option<Command> {
    keys::find(&working(tabs, tab, focus), event)
}

/// Every key, as the help lists it: those of the open tab first.
pub fn help(open: Tab) -> Vec<Row> {
    let mut sections: Vec<Vec<Row>> = Vec::new();
    for rows in [keys::rows(&everywhere()), keys::rows(ALWAYS), keys::rows(LIST), keys::rows(DETAIL)] {
        sections.push(rows);
    }
    for tab in Tab::ALL {
        for row in tab.help() {
            match sections.last_mut() {
                Some(section) if section[0].section == row.section => section.push(row),
                _ => sections.push(vec![row]),
            }
        }
    }
    sections.push(keys::rows(input::KEYS));
    sections.push(keys::rows(confirm::KEYS));
    sections.push(keys::rows(palette::KEYS));
    sections.push(keys::rows(help::KEYS));
    let first = open.help().first().map(|row| row.section);
    sections.sort_by_key(|section| Some(section[0].section) != first);
    sections.concat()
}

/// Every key, as the palette offers it, with its command if the key works now.
pub fn palette_entries(tabs: &Tabs, tab: Tab, focus: &Focus) -> Vec<palette::Entry<Command>> {
    let working = working(tabs, tab, focus);
    let mut all: Vec<Row> = Tab::ALL.iter().flat_map(|tab| keys::rows(&tab.bindings())).collect();
    for rows in [keys::rows(LIST), keys::rows(DETAIL), keys::rows(&everywhere()), keys::rows(ALWAYS)] {
        all.extend(rows);
    }
    // The rows that only the help has: keys of dialogs and of filters.
    let rest: Vec<Row> = help(tab).into_iter().filter(|row| !all.contains(row)).collect();
    all.extend(rest);
    let command = |row: &Row| working.iter().find(|binding| binding.row == *row).map(|binding| binding.command);
    all.into_iter().map(|row| palette::Entry { command: command(&row), row }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use crossterm::event::KeyModifiers;
    use relance::{locale::Locale, operator::Role};

    use super::*;
    use crate::console::{
        dialogs::{help::Help, palette::Palette},
        draw::cells,
        shared::{Shared, User},
        text::Text,
        theme::Theme,
    };

    fn in_follow_ups(event: KeyEvent) -> Option<Command> {
        find(&Tabs::default(), Tab::FollowUps, &Focus::List, event)
    }

    fn everything() -> Vec<palette::Entry<Command>> {
        palette_entries(&Tabs::default(), Tab::FollowUps, &Focus::List)
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let mut met = Vec::new();
        for row in help(Tab::Overview) {
            for chord in row.chords {
                let place = (row.section, *chord);
                assert!(!met.contains(&place), "{place:?}");
                met.push(place);
            }
        }
    }

    #[test]
    fn capitals_are_known_however_the_terminal_reports_them() {
        let send = Command::Tab(tabs::Command::FollowUps(follow_ups::Command::SendNow));
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            assert_eq!(in_follow_ups(KeyEvent::new(KeyCode::Char('S'), modifiers)), Some(send));
        }
        assert_eq!(in_follow_ups(KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT)), Some(Command::PreviousTab));
        assert_eq!(in_follow_ups(KeyEvent::new(KeyCode::Char('a'), KeyModifiers::CONTROL)), None);
    }

    #[test]
    fn the_palette_lists_every_key_exactly_once_those_that_work_here_first() {
        let everything = everything();
        let palette = Palette::open(everything.clone());
        let found = palette.found(Text(Locale::Fr));
        assert_eq!(found.len(), everything.len());
        for entry in &everything {
            assert_eq!(found.iter().filter(|other| other.row == entry.row).count(), 1, "{:?}", entry.row);
        }
        let works: Vec<bool> = found.iter().map(|entry| entry.command.is_some()).collect();
        assert!(works.is_sorted_by(|a, b| a >= b) && works[0], "{works:?}");
        let working = working(&Tabs::default(), Tab::FollowUps, &Focus::List);
        assert_eq!(works.iter().filter(|works| **works).count(), working.len());
    }

    #[test]
    fn the_help_lists_every_key_exactly_once() {
        for (lang, tab) in Locale::ALL.into_iter().flat_map(|lang| Tab::ALL.iter().map(move |tab| (lang, *tab))) {
            let (text, theme) = (Text(lang), Theme { colours: true, ascii: false });
            let user = User { name: String::new(), role: Role::Admin };
            let shared = Shared::new(text, theme, user, false, DateTime::UNIX_EPOCH);
            let help = Help { rows: help(tab), top: 0 };
            let lines: Vec<String> = help.lines(&shared, 200).iter().map(ToString::to_string).collect();
            let title = text.of(Tabs::default().page(tab).title());
            assert_eq!(lines[0], title, "the open tab comes first");
            let rows = lines.iter().filter(|line| line.starts_with("  ")).count();
            assert_eq!(rows, everything().len());
            for row in everything().iter().map(|entry| entry.row) {
                let heading = text.of(row.section);
                assert_eq!(lines.iter().filter(|line| *line == heading).count(), 1, "{heading}");
                let line = format!("{} {}", cells::left(&format!("  {}", row.keys(text)), 21), text.of(row.label));
                let here = lines.iter().skip_while(|line| *line != heading).take_while(|line| !line.is_empty());
                assert_eq!(here.filter(|text| text.trim_end() == line).count(), 1, "{line}");
            }
        }
    }
}
