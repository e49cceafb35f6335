//! A console under test: every effect runs to its end before the next key.

use relance::writer::TemplateWriter;
use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};
use relance::{courier::maildir::Maildir, locale::Locale, operations::Operations, operator::Role};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::fixtures::{ACTOR, Fixtures, clock};
use crate::{
    admission::Admission,
    console::{
        Config,
        message::{Effect, Message, Task},
        runner::Runner,
        start,
        state::State,
        terminal::{Call, Surface},
        update::update,
        view,
    },
};

pub struct Bench {
    pub fixtures: Fixtures,
    pub state: State,
    pub runner: Runner<Maildir>,
    inbox: UnboundedReceiver<Message>,
    terminal: Terminal<TestBackend>,
    /// The calls to the terminal so far.
    pub calls: Vec<Call>,
}

impl Bench {
    pub const ADMIN: (&str, Role) = (ACTOR, Role::Admin);

    /// In French, with colours, at 80×24.
    pub async fn open() -> Self {
        Self::open_as(Locale::Fr, true).await
    }

    /// As an operator named after `role`, in a database with one operator of every role.
    pub async fn open_for(role: Role) -> Self {
        let fixtures = Fixtures::full().await;
        for role in Role::ALL.into_iter().rev() {
            let name = role.as_str().parse().expect("a name");
            let operations =
                Operations { store: &fixtures.store, actor: "admin", now: clock(), writer: &TemplateWriter };
            operations.add_operator(&name, role, None).await.expect("added");
        }
        Self::open_in(fixtures, Locale::Fr, true, (role.as_str(), role)).await
    }

    pub async fn open_as(lang: Locale, colours: bool) -> Self {
        Self::open_in(Fixtures::build().await, lang, colours, Self::ADMIN).await
    }

    pub async fn open_in(fixtures: Fixtures, lang: Locale, colours: bool, (actor, role): (&str, Role)) -> Self {
        let (sender, inbox) = mpsc::unbounded_channel();
        let config = Config {
            store: fixtures.store.clone(),
            actor: actor.to_owned(),
            admission: Admission { is_named: true, read_only: false },
            role,
            lang,
            colours,
            ascii: false,
            notice: None,
            courier: Some(fixtures.outbox.clone()),
            clock: relance::clock::Clock::new(clock),
        };
        let (state, runner) = start(config, sender);
        let terminal = Terminal::new(TestBackend::new(80, 24)).expect("a terminal");
        let mut bench = Self { fixtures, state, runner, inbox, terminal, calls: Vec::new() };
        bench.resize(80, 24).await;
        bench
    }

    /// Another console on the same database, as if it had just been started.
    pub async fn start_again(self, lang: Locale, colours: bool, (columns, rows): (u16, u16)) -> Self {
        let mut again = Self::open_in(self.fixtures, lang, colours, Self::ADMIN).await;
        again.resize(columns, rows).await;
        again
    }

    pub async fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.backend_mut().resize(columns, rows);
        self.feed(Message::Resize(columns, rows)).await;
    }

    /// Presses keys one by one: `a`, `Enter`, `C-s`, …, separated by spaces.
    pub async fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.feed(Message::Key(event(key))).await;
        }
    }

    /// Types every character of a text.
    pub async fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.feed(Message::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).await;
        }
    }

    pub async fn feed(&mut self, message: Message) {
        let mut waiting = VecDeque::from([message]);
        while let Some(message) = waiting.pop_front().or(self.state.shared.has_idle_query.then_some(Message::Idle)) {
            for effect in update(&mut self.state, message) {
                match effect {
                    Effect::Task(task) => waiting.push_back(self.runner.run(task).await),
                    Effect::Terminal(call) => self.calls.push(call),
                }
            }
            while let Ok(message) = self.inbox.try_recv() {
                waiting.push_back(message);
            }
        }
    }

    pub fn buffer(&mut self) -> Buffer {
        self.terminal.draw(|frame| view::render(&self.state, frame)).expect("drawn");
        self.terminal.backend().buffer().clone()
    }

    /// The screen as text, without the spaces at the ends of lines.
    pub fn screen(&mut self) -> String {
        self.lines_of(|cell| cell.symbol().to_owned())
    }

    /// The style of every cell as a letter, a capital where it is bold: `.` plain, `m` muted, `c` cyan, `g` green, `y`
    /// yellow, `r` red, `#` reversed, `d` dim.
    pub fn styles(&mut self) -> String {
        let letter = |cell: &Cell| {
            if cell.modifier.contains(Modifier::REVERSED) {
                return '#';
            }
            let letter = match cell.fg {
                Color::Reset if cell.modifier.contains(Modifier::DIM) => 'd',
                Color::Reset if cell.modifier.contains(Modifier::BOLD) => 'b',
                Color::Reset => '.',
                Color::DarkGray => 'm',
                Color::Cyan => 'c',
                Color::Green => 'g',
                Color::Yellow => 'y',
                Color::Red => 'r',
                other => panic!("{other:?} is no colour of a meaning"),
            };
            if cell.modifier.contains(Modifier::BOLD) { letter.to_ascii_uppercase() } else { letter }
        };
        self.lines_of(|cell| letter(cell).to_string())
    }

    fn lines_of(&mut self, of: impl Fn(&Cell) -> String) -> String {
        let buffer = self.buffer();
        let lines = buffer
            .content
            .chunks(usize::from(buffer.area.width.max(1)))
            .map(|cells| cells.iter().map(&of).collect::<String>().trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The status line's sentence.
    pub fn status(&self) -> &str {
        self.state.shared.status.as_ref().map_or("", |status| status.text.as_str())
    }
}

/// A screen in memory for the loop.
pub struct Fake(pub Terminal<TestBackend>);

impl Surface for Fake {
    type Backend = TestBackend;

    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.0
    }

    fn call(&mut self, _: Call) -> std::io::Result<()> {
        Ok(())
    }
}

/// The tasks among the effects, without the calls to the terminal.
pub fn tasks(effects: Vec<Effect>) -> impl Iterator<Item = Task> {
    effects.into_iter().filter_map(|effect| match effect {
        Effect::Task(task) => Some(task),
        Effect::Terminal(_) => None,
    })
}

pub fn event(key: &str) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match key {
        "Enter" => plain(KeyCode::Enter),
        "Esc" => plain(KeyCode::Esc),
        "Tab" => plain(KeyCode::Tab),
        "BackTab" => KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT),
        "Up" => plain(KeyCode::Up),
        "Down" => plain(KeyCode::Down),
        "PageDown" => plain(KeyCode::PageDown),
        "PageUp" => plain(KeyCode::PageUp),
        "Home" => plain(KeyCode::Home),
        "End" => plain(KeyCode::End),
        "Space" => plain(KeyCode::Char(' ')),
        "Backspace" => plain(KeyCode::Backspace),
        "Left" => plain(KeyCode::Left),
        "Right" => plain(KeyCode::Right),
        "Insert" => plain(KeyCode::Insert),
        "F5" => plain(KeyCode::F(5)),
        key => match key.strip_prefix("C-").and_then(|k| k.chars().next()) {
            Some(c) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL),
            None => plain(KeyCode::Char(key.chars().next().expect("a key"))),
        },
    }
}
