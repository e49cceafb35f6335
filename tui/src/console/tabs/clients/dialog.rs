//! Dialogs of the clients tab.

use crossterm::event::KeyEvent;
use ratatui::{Frame, layout::Rect};

use super::{contact::Contact, queries::Action};
use crate::console::{
    dialogs::{Dialog, confirm::Confirm},
    keys::Row,
    shared::Shared,
};

/// The open dialog.
#[derive(Debug)]
pub enum OpenDialog {
    Confirm(Confirm<Action>),
    Contact(Box<Contact>),
}

impl OpenDialog {
    /// Handles a key; returns the dialog, if it stays open, and the action to run.
    pub fn on_key(self, event: KeyEvent, shared: &Shared) -> (Option<Self>, Option<Action>) {
        match self {
            Self::Confirm(confirm) => {
                let mut open = Some(confirm);
                let action = Confirm::on_key(&mut open, event);
                (open.map(Self::Confirm), action)
            }
            Self::Contact(contact) => {
                let (open, action) = contact.on_key(event, shared);
                (open.map(|contact| Self::Contact(Box::new(contact))), action)
            }
        }
    }

    /// The dialog from which this action came and which waits for its result.
    pub fn awaiting(&mut self, action: &Action) -> Option<&mut Contact> {
        match (self, action) {
            (Self::Contact(contact), Action::ChangeContact(client, _)) if contact.client == *client => Some(contact),
            _ => None,
        }
    }

    fn open(&self) -> &dyn Dialog {
        match self {
            Self::Confirm(confirm) => confirm,
            Self::Contact(contact) => &**contact,
        }
    }
}

impl Dialog for OpenDialog {
    fn keys(&self) -> Vec<Row> {
        self.open().keys()
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        self.open().render(shared, frame, body);
    }

    fn takes_text(&self) -> bool {
        self.open().takes_text()
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        if let Self::Contact(contact) = self {
            contact.paste(text, shared);
        }
    }
}
