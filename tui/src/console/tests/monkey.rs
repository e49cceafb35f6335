//! Keys and sizes at random: nothing may panic, and what is under way always ends.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::bench::Bench;
use crate::console::message::Message;

/// A xorshift generator: the same keys on every run.
struct Monkey(u64);

impl Monkey {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn key(&mut self) -> KeyEvent {
        const CODES: [KeyCode; 14] = [
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::PageUp,
            KeyCode::PageDown,
            KeyCode::Home,
            KeyCode::End,
            KeyCode::Backspace,
            KeyCode::F(5),
        ];
        const LETTERS: &str = "12345jkhlGsgfaerxSRto ny/?e\u{301}語+%'";
        let letters: Vec<char> = LETTERS.chars().collect();
        match self.below(10) {
            0..=3 => KeyEvent::new(CODES[self.below(14) as usize], KeyModifiers::NONE),
            4 => KeyEvent::new(KeyCode::Char(char::from(b'a' + self.below(26) as u8)), KeyModifiers::CONTROL),
            _ => KeyEvent::new(KeyCode::Char(letters[self.below(letters.len() as u64) as usize]), KeyModifiers::NONE),
        }
    }
}

#[tokio::test]
async fn two_thousand_keys_at_random_never_panic() {
    let mut bench = Bench::open().await;
    let mut monkey = Monkey(0x5eed_cafe);
    for _ in 0..2_000 {
        match monkey.below(25) {
            0 => {
                let (columns, rows) = (monkey.below(160) as u16, monkey.below(60) as u16);
                bench.resize(columns, rows).await;
            }
            1 => bench.feed(Message::Pulse).await,
            2 => bench.feed(Message::Paste("collé\r\nsur\tdeux lignes".to_owned())).await,
            _ => bench.feed(Message::Key(monkey.key())).await,
        }
        bench.state.is_over = false;
        bench.buffer();
        assert!(bench.state.jobs.is_idle() && bench.state.work.is_none());
    }
}
