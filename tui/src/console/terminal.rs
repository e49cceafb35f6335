//! The terminal: raw while the console runs, and always given back as it was.

use std::{
    io::{self, Stdout, stdout},
    panic, thread,
};

use crossterm::{
    cursor::Show,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{Terminal, backend::CrosstermBackend};

/// Gives the terminal back when it goes: on return, on error and, through the panic hook, on a panic.
pub struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    _guard: Guard,
}

struct Guard;

impl Screen {
    /// Raw mode, the alternate screen, and pasted text told apart from keys.
    pub fn open() -> io::Result<Self> {
        enable_raw_mode()?;
        // From here on, whatever fails gives the terminal back.
        let guard = Guard;
        hook_panics();
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(Self { terminal: Terminal::new(CrosstermBackend::new(stdout()))?, _guard: guard })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
        // A hook may not be changed while a panic is under way; the process ends then anyway.
        if !thread::panicking() {
            drop(panic::take_hook());
        }
    }
}

/// A panic of this thread ends the console: its message must land on a screen that can be read. One of a task does
/// not: it is logged, the screen stays, and the action is said to have broken off.
fn hook_panics() {
    let (before, console) = (panic::take_hook(), thread::current().id());
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == console {
            give_back();
            before(info);
        } else {
            tracing::error!(%info, "a task of the console broke");
        }
    }));
}

fn give_back() {
    // Nothing more can be done for a terminal that is gone.
    let _gone = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}
