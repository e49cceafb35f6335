//! The dialog that changes a setting; for a threshold, it shows how many clients the typed value would mark.

use crossterm::event::KeyEvent;
use ratatui::{Frame, layout::Rect};
use relance::settings::{Key, Settings};

use super::queries::{Action, Marked};
use crate::console::{
    dialogs::{
        Dialog,
        input::{self, InputDialog, InputEvent},
    },
    keys::{self, Row},
    shared::Shared,
};

/// The settings that are thresholds for marking clients.
const THRESHOLDS: [&str; 3] = ["high_risk_threshold", "low_engagement_threshold", "critical_inactivity_days"];

#[derive(Debug)]
pub struct Change {
    pub key: &'static Key,
    pub input: InputDialog,
    /// How many clients the typed value would mark, once counted.
    pub marked: Option<Box<Marked>>,
}

impl Change {
    pub fn open(key: &'static Key, settings: &Settings, shared: &Shared) -> Self {
        let value = shared.text.setting_value(&settings.get(key.name).unwrap_or_default());
        Self { key, input: InputDialog::new(&value), marked: None }
    }

    pub fn is_threshold(&self) -> bool {
        THRESHOLDS.contains(&self.key.name)
    }

    /// The settings with the typed value, if that is valid.
    pub fn settings(&self, shared: &Shared) -> Option<Settings> {
        let mut settings = shared.settings()?.clone();
        settings.set(self.key.name, self.input.line.text().trim()).ok()?;
        Some(settings)
    }

    /// Handles a key. The dialog stays open until the result arrives, so that a refused value can be corrected.
    pub fn on_key(open: &mut Option<Self>, event: KeyEvent, shared: &mut Shared) -> Option<Action> {
        let change = open.as_mut()?;
        match change.input.on_key(event) {
            InputEvent::Dismissed => *open = None,
            InputEvent::Accepted => return Some(Action { key: change.key.name, value: change.input.line.text() }),
            InputEvent::Typed => shared.has_idle_query |= change.is_threshold(),
            InputEvent::Nothing => {}
        }
        None
    }
}

impl Dialog for Change {
    fn keys(&self) -> Vec<Row> {
        keys::rows(input::KEYS)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let (text, key) = (shared.text, self.key);
        let range = text.labelled(text.allowed(), &text.setting_value(key.range));
        let mut hint = format!("{} · {}\n{range}", key.name, text.meaning(key));
        if let Some(marked) = &self.marked {
            hint = format!("{hint}\n{}", text.marked(marked));
        }
        self.input.render(shared, text.change_title(), &hint, frame, body);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        self.input.line.paste(text);
        shared.has_idle_query |= self.is_threshold();
    }
}
