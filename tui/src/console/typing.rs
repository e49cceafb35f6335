//! Tells what a hand types from pasted text, where the terminal does not mark the text as pasted: some multiplexers
//! send it key by key, and each key would act.
//!
//! Characters that follow each other faster than a hand types, three different ones or more, are pasted text. A key
//! held down repeats as fast, but it is one character; two keys may arrive together on a slow line. A key that decides
//! something therefore waits until nothing has followed it for a moment.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::console::message::Message;

/// Between two keys of a fast hand lie at least twice as much.
const GAP: Duration = Duration::from_millis(15);

/// As many different characters in one burst are pasted text.
const PASTED: usize = 3;

#[derive(Debug, Default)]
pub struct Typing {
    /// The different characters of the burst, as many as tell it from keys.
    met: Vec<char>,
    /// Its keys that wait.
    held: Vec<KeyEvent>,
    /// When the burst is over, unless another character comes before.
    until: Option<Instant>,
}

impl Typing {
    /// Takes the event of the moment `at`; returns what is to be handled by now. `is_harmless`: whether the key may be
    /// handled before it is known to be typed.
    pub fn take(&mut self, event: Event, at: Instant, is_harmless: impl Fn(KeyEvent) -> bool) -> Vec<Message> {
        let Some((key, character)) = character(&event) else {
            let mut messages = self.end();
            messages.extend(message(event));
            return messages;
        };
        let mut messages = if self.until.is_some_and(|until| at < until) { Vec::new() } else { self.end() };
        self.until = Some(at + GAP);
        if self.met.len() < PASTED && !self.met.contains(&character) {
            self.met.push(character);
        }
        if self.held.is_empty() && is_harmless(key) {
            messages.push(Message::Key(key));
        } else {
            self.held.push(key);
        }
        messages
    }

    /// When [`Typing::end`] is due; `None` while no key waits.
    pub fn due(&self) -> Option<Instant> {
        self.until.filter(|_| !self.held.is_empty())
    }

    /// Ends the burst: the keys that wait, as text if they were pasted.
    pub fn end(&mut self) -> Vec<Message> {
        let is_pasted = self.met.len() >= PASTED;
        let Self { held, .. } = std::mem::take(self);
        if is_pasted && !held.is_empty() {
            let text = held.iter().filter_map(|key| character_of(*key)).collect();
            return vec![Message::Paste(text)];
        }
        held.into_iter().map(Message::Key).collect()
    }
}

fn character(event: &Event) -> Option<(KeyEvent, char)> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some((*key, character_of(*key)?)),
        _ => None,
    }
}

/// The character of a key that pasted text may hold; terminals send a line break as Enter, or as Control-J.
fn character_of(key: KeyEvent) -> Option<char> {
    match (key.code, key.modifiers - KeyModifiers::SHIFT) {
        (KeyCode::Char(c), KeyModifiers::NONE) => Some(c),
        (KeyCode::Char('j'), KeyModifiers::CONTROL) | (KeyCode::Enter, KeyModifiers::NONE) => Some('\n'),
        (KeyCode::Tab, KeyModifiers::NONE) => Some('\t'),
        _ => None,
    }
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        Event::Mouse(event) => Some(Message::Mouse(event)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::resize(columns, rows)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out of keys that come after so many milliseconds each: keys one by one, pasted text in brackets.
    /// `j` and `k` are harmless.
    fn typed(keys: &[(u64, KeyCode)]) -> String {
        let (mut typing, mut now, mut out) = (Typing::default(), Instant::now(), Vec::new());
        for (after, code) in keys {
            let next = now + Duration::from_millis(*after);
            if typing.due().is_some_and(|due| due <= next) {
                out.extend(typing.end());
            }
            now = next;
            let event = Event::Key(KeyEvent::new(*code, KeyModifiers::NONE));
            out.extend(typing.take(event, now, |key| matches!(key.code, KeyCode::Char('j' | 'k'))));
        }
        out.extend(typing.end());
        let told = out.into_iter().map(|message| match message {
            Message::Key(KeyEvent { code: KeyCode::Char(c), .. }) => c.to_string(),
            Message::Key(key) => format!("{:?}", key.code),
            Message::Paste(text) => format!("[{}]", text.escape_debug()),
            other => format!("{other:?}"),
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn text(after: u64, text: &str) -> Vec<(u64, KeyCode)> {
        let code = |c| match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            c => KeyCode::Char(c),
        };
        text.chars().map(|c| (after, code(c))).collect()
    }

    #[test]
    fn what_is_pasted_key_by_key_is_one_text() {
        for pasted in ["Mbuyi", "amani", "Awa\nBeni\tkasongo", "oui", "3az"] {
            for after in [0, 1, 5] {
                assert_eq!(typed(&text(after, pasted)), format!("[{}]", pasted.escape_debug()), "{after} ms");
            }
        }
        // What decides nothing may move the list before it is known, and nothing decides after it.
        assert_eq!(typed(&text(0, "jean approuve")), "j [ean approuve]");
    }

    #[test]
    fn what_a_hand_types_acts_key_by_key() {
        for hand in [40, 80, 500] {
            assert_eq!(typed(&text(hand, "aze\nx")), "a z e Enter x", "{hand} ms");
        }
    }

    #[test]
    fn a_key_held_down_and_two_keys_at_once_are_keys() {
        assert_eq!(typed(&text(1, "aaaaaaaaaa")), "a a a a a a a a a a");
        assert_eq!(typed(&text(0, "jjjjj\n")), "j j j j j Enter");
        assert_eq!(typed(&text(0, "aaaaz")), "a a a a z");
        assert_eq!(typed(&[text(0, "az"), text(60, "sa")].concat()), "a z s a");
    }

    #[test]
    fn another_kind_of_key_ends_the_text_and_keeps_its_place() {
        let keys = [text(0, "Awa"), vec![(0, KeyCode::Down)], text(0, "a")].concat();
        assert_eq!(typed(&keys), "[Awa] Down a");
        assert_eq!(typed(&[(0, KeyCode::Char('a')), (0, KeyCode::Esc)]), "a Esc");
    }

    #[test]
    fn a_key_that_decides_waits_no_longer_than_the_gap() {
        let (mut typing, now) = (Typing::default(), Instant::now());
        let event = Event::Key(KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE));
        assert!(typing.take(event, now, |_| false).is_empty());
        assert_eq!(typing.due(), Some(now + GAP));
        assert!(matches!(typing.end()[..], [Message::Key(_)]));
        assert_eq!(typing.due(), None);
    }
}
