//! The terminal: raw while the console runs, and always given back as it was.

use std::io;

use crossterm::{
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
};
use ratatui::DefaultTerminal;

/// Restores the terminal when it goes: on return, on error, and, through the panic hook, on a panic.
pub struct Screen {
    pub terminal: DefaultTerminal,
}

impl Screen {
    /// Raw mode, the alternate screen, and a panic hook that leaves both before the message is printed.
    pub fn open() -> io::Result<Self> {
        let terminal = ratatui::try_init()?;
        let screen = Self { terminal };
        // Pasted text must not be taken for keys.
        execute!(io::stdout(), EnableBracketedPaste)?;
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _gone = execute!(io::stdout(), DisableBracketedPaste);
        let _gone = ratatui::try_restore();
    }
}
