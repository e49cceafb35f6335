//! Random keys and sizes: nothing may panic, and every query and action ends.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use relance::{operator::Role, store::Store};

use super::bench::Bench;
use crate::console::{commands, message::Message};

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
        const CODES: [KeyCode; 15] = [
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
            KeyCode::Insert,
        ];
        const LETTERS: &str = "12345jkhlGsgfaerxSRto ny/?:vAuzpDMe\u{301}語+%'";
        let letters: Vec<char> = LETTERS.chars().collect();
        match self.below(10) {
            0..=3 => KeyEvent::new(CODES[self.below(15) as usize], KeyModifiers::NONE),
            4 => KeyEvent::new(KeyCode::Char(char::from(b'a' + self.below(26) as u8)), KeyModifiers::CONTROL),
            _ => KeyEvent::new(KeyCode::Char(letters[self.below(letters.len() as u64) as usize]), KeyModifiers::NONE),
        }
    }
}

/// Actions in the audit trail that need the role of a manager.
const OF_MANAGERS: [&str; 7] =
    ["set", "resume", "add_strategy", "edit_strategy", "enable_strategy", "disable_strategy", "reset_strategy"];

/// Keys per role: 10,000 in total.
const KEYS: usize = 2_500;

/// Sends one random message: mostly a key.
async fn send_random(bench: &mut Bench, monkey: &mut Monkey) {
    match monkey.below(25) {
        0 => {
            let (columns, rows) = (monkey.below(160) as u16, monkey.below(60) as u16);
            bench.resize(columns, rows).await;
        }
        1 => bench.feed(Message::DatabaseChanged).await,
        2 => bench.feed(Message::Beat).await,
        3 => bench.feed(Message::Paste("collé\r\nsur\tdeux lignes".to_owned())).await,
        4 => {
            let kind = [MouseEventKind::ScrollDown, MouseEventKind::Down(MouseButton::Left)][monkey.below(2) as usize];
            let (column, row) = (monkey.below(160) as u16, monkey.below(60) as u16);
            let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
            bench.feed(Message::Mouse(event)).await;
        }
        _ => bench.feed(Message::Key(monkey.key())).await,
    }
}

async fn run_random(role: Role) {
    let mut bench = Bench::open_for(role).await;
    let mut monkey = Monkey(0x5eed_cafe + role as u64);
    for _ in 0..KEYS {
        send_random(&mut bench, &mut monkey).await;
        bench.state.is_over = false;
        bench.buffer();
        assert!(bench.state.jobs.is_idle() && bench.state.running.is_none() && bench.state.typeahead.is_empty());
        let help = commands::help(bench.state.tab);
        assert!(bench.state.dialog().is_none_or(|dialog| dialog.keys().iter().all(|row| help.contains(row))));
        let (cursor, rows) = (bench.state.page().cursor(), bench.state.page().rows(&bench.state.shared));
        assert!(cursor.top <= cursor.selected && cursor.selected < rows.max(1), "{cursor:?} of {rows}");
    }
    let Store::Sqlite(pool) = &bench.fixtures.store else { panic!("the bench has a file") };
    let done: Vec<String> = sqlx::query_scalar("select distinct action from ai_follow_up_logs where actor = $1")
        .bind(role.as_str())
        .fetch_all(pool)
        .await
        .expect("read");
    match role {
        Role::Viewer => assert_eq!(done, [""; 0]),
        Role::Reviewer => assert!(!done.iter().any(|action| OF_MANAGERS.contains(&action.as_str())), "{done:?}"),
        Role::Manager | Role::Admin => assert!(!done.is_empty(), "it did something"),
    }
}

#[tokio::test]
async fn a_viewers_keys_at_random_break_nothing_and_change_nothing() {
    run_random(Role::Viewer).await;
}

#[tokio::test]
async fn a_reviewers_keys_at_random_break_nothing_and_change_no_rule() {
    run_random(Role::Reviewer).await;
}

#[tokio::test]
async fn a_managers_keys_at_random_break_nothing() {
    run_random(Role::Manager).await;
}

#[tokio::test]
async fn an_admins_keys_at_random_break_nothing() {
    run_random(Role::Admin).await;
}
