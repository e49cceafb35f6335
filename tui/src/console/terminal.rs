//! The terminal: raw while the console runs, and always given back as it was.

use std::{
    io::{self, Stdout, stdout},
    panic, thread,
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    execute,
    terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{
    Terminal,
    backend::{Backend, CrosstermBackend},
};

/// What only the terminal can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Into the clipboard of the terminal in front of the person (OSC 52).
    Copy(String),
    Mouse(bool),
    /// Back to the shell, until the person calls us to the foreground again.
    Suspend,
}

/// What the loop draws on.
pub trait Surface {
    type Backend: Backend;
    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;
    fn call(&mut self, call: Call) -> io::Result<()>;
}

/// Gives the terminal back when it goes: on return, on error and, through the panic hook, on a panic.
pub struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    _guard: Guard,
}

struct Guard;

impl Screen {
    /// Raw mode, the alternate screen, and pasted text told apart from keys.
    pub fn open() -> io::Result<Self> {
        // Before anything else: whatever fails gives the terminal back.
        let guard = Guard;
        hook_panics();
        take()?;
        Ok(Self { terminal: Terminal::new(CrosstermBackend::new(stdout()))?, _guard: guard })
    }
}

impl Surface for Screen {
    type Backend = CrosstermBackend<Stdout>;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.terminal
    }

    fn call(&mut self, call: Call) -> io::Result<()> {
        match call {
            Call::Copy(text) => execute!(stdout(), CopyToClipboard::to_clipboard_from(text)),
            Call::Mouse(true) => execute!(stdout(), EnableMouseCapture),
            Call::Mouse(false) => execute!(stdout(), DisableMouseCapture),
            Call::Suspend => {
                give_back();
                stop_here()?;
                take()?;
                // A new one draws everything. Clearing the old one would ask the terminal where the cursor is, and the
                // answer would go to whoever reads the keys.
                execute!(stdout(), Clear(ClearType::All))?;
                self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
                Ok(())
            }
        }
    }
}

/// Stops the process as the terminal's own Control-Z would, until it is continued.
#[cfg(unix)]
fn stop_here() -> io::Result<()> {
    // The whole group, as the shell expects of a job.
    Ok(rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?)
}

#[cfg(not(unix))]
fn stop_here() -> io::Result<()> {
    Ok(())
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

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

fn give_back() {
    // Nothing more can be done for a terminal that is gone.
    let _gone = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}
