//! The terminal: raw while the console runs, and always restored.

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
    Terminal, TerminalOptions, Viewport,
    backend::{Backend, CrosstermBackend},
    layout::Rect,
};

/// What only the terminal can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Copies to the clipboard of the user's terminal (OSC 52).
    Copy(String),
    Mouse(bool),
    /// Returns to the shell until the job is continued.
    Suspend,
}

/// What the loop draws on.
pub trait Surface {
    type Backend: Backend;
    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;
    fn call(&mut self, call: Call) -> io::Result<()>;
}

/// Restores the terminal when dropped, on return and on error; on a panic the panic hook does.
pub struct Screen {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    _guard: Guard,
}

struct Guard;

impl Screen {
    /// Enters raw mode, the alternate screen and bracketed paste.
    pub fn open() -> io::Result<Self> {
        // First, so that any failure below restores the terminal.
        let guard = Guard;
        install_panic_hook();
        enter()?;
        Ok(Self { terminal: terminal()?, _guard: guard })
    }
}

/// Draws nothing before the loop gives it an area.
fn terminal() -> io::Result<Terminal<CrosstermBackend<Stdout>>> {
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::ZERO) };
    Terminal::with_options(CrosstermBackend::new(stdout()), options)
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
                restore();
                suspend_process()?;
                enter()?;
                // A new terminal redraws everything. Clearing the old one would ask for the cursor's position, and the
                // reader of keys would take the answer.
                execute!(stdout(), Clear(ClearType::All))?;
                self.terminal = terminal()?;
                Ok(())
            }
        }
    }
}

/// Stops the process as the terminal's own Control-Z would, until it is continued.
#[cfg(unix)]
fn suspend_process() -> io::Result<()> {
    // The whole group, as the shell expects of a job.
    Ok(rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?)
}

#[cfg(not(unix))]
fn suspend_process() -> io::Result<()> {
    Ok(())
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
        // `take_hook` panics on a panicking thread; the process ends then anyway.
        if !thread::panicking() {
            drop(panic::take_hook());
        }
    }
}

/// A panic of this thread ends the console: the terminal is restored before the message is printed. A panic of a task
/// is only logged: the screen stays, and the action is reported as failed.
fn install_panic_hook() {
    let (before, console) = (panic::take_hook(), thread::current().id());
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == console {
            restore();
            before(info);
        } else {
            tracing::error!(%info, "a task of the console broke");
        }
    }));
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

fn restore() {
    // Errors are ignored: the terminal may be gone.
    let _gone = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}
