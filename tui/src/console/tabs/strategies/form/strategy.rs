//! Reads the cells as a strategy.

use relance::{
    locale::Locale,
    strategy::{Condition, ConditionError, Field, Priority, Strategy, StrategyError, StrategyId, Window},
};

use super::{
    cells::{CHANNELS, Input, Slot, same_channels},
    state::Form,
};

/// Why the cells are not a valid strategy.
#[derive(Debug)]
pub enum FormError {
    Strategy(StrategyError),
    Condition(ConditionError),
    /// A cell that cannot be read.
    Cell(Slot),
}

impl Form {
    pub fn field(&self, n: usize) -> Field {
        Field::ALL[self.choice(Slot::Field(n))]
    }

    pub fn line(&self, slot: Slot) -> String {
        let found = self.cells.iter().find(|cell| cell.slot == slot).map(|cell| &cell.input);
        match found {
            Some(Input::Line(line)) => line.text(),
            Some(Input::Area(area)) => area.lines().join("\n"),
            _ => String::new(),
        }
    }

    /// The template of a cell, if it differs from the built-in one.
    fn template(&self, locale: Locale) -> Option<String> {
        let text = self.line(Slot::Template(locale));
        let text = text.trim_end();
        // Keep the stored line end, or its absence: opening the form must not change the template.
        let seen = self.seen.as_ref().and_then(|s| s.templates.get(&locale)).filter(|seen| seen.trim_end() == text);
        if seen.is_some() {
            return seen.cloned();
        }
        (!text.is_empty() && text != self.original(locale).trim_end()).then(|| format!("{text}\n"))
    }

    pub fn choice(&self, slot: Slot) -> usize {
        match self.cells.iter().find(|cell| cell.slot == slot).map(|cell| &cell.input) {
            Some(Input::Choice(at)) => *at,
            _ => 0,
        }
    }

    /// The strategy that the cells describe.
    pub fn strategy(&self) -> Result<Strategy, FormError> {
        let channels = CHANNELS[self.choice(Slot::Channels)];
        let as_seen = self.seen.as_ref().map(|s| &s.channels).filter(|seen| same_channels(seen, channels));
        let mut conditions = Vec::new();
        let mut windows = Vec::new();
        for cell in &self.cells {
            match cell.slot {
                Slot::Field(n) => conditions.push(self.condition(n).map_err(FormError::Condition)?),
                Slot::Window(_) => windows.push(self.window(cell.slot).ok_or(FormError::Cell(cell.slot))?),
                _ => {}
            }
        }
        let strategy = Strategy {
            id: self.seen.as_ref().map_or_else(|| StrategyId(self.line(Slot::Id).trim().to_owned()), |s| s.id.clone()),
            name: self.line(Slot::Name).trim().to_owned(),
            description: self.line(Slot::Description).trim().to_owned(),
            trigger_conditions: conditions,
            ai_prompt: self.line(Slot::Prompt),
            templates: Locale::ALL.into_iter().filter_map(|l| self.template(l).map(|text| (l, text))).collect(),
            priority: Priority::ALL[self.choice(Slot::Priority)],
            channels: as_seen.cloned().unwrap_or_else(|| channels.to_vec()),
            cooldown_days: self.line(Slot::Cooldown).trim().parse().map_err(|_| FormError::Cell(Slot::Cooldown))?,
            windows,
            also_current: self.choice(Slot::AlsoCurrent) == 1,
            is_active: self.seen.as_ref().is_none_or(|s| s.is_active),
        };
        strategy.checked().map_err(FormError::Strategy)
    }

    pub fn condition(&self, n: usize) -> Result<Condition, ConditionError> {
        let field = self.field(n);
        let operator = field.operators()[self.choice(Slot::Operator(n))];
        let text = self.line(Slot::Value(n)).trim().to_owned();
        let number = || text.replace(',', ".").parse::<f64>().ok().map(serde_json::Value::from);
        let value = if field.is_number() { number().unwrap_or(text.into()) } else { text.into() };
        Condition::new(field, operator, value)
    }

    fn window(&self, slot: Slot) -> Option<Window> {
        let text = self.line(slot);
        let mut words = text.trim().rsplitn(3, ' ');
        let (to, from, name) = (words.next()?, words.next()?, words.next()?.trim());
        let document = serde_json::json!({ "name": name, "from": from, "to": to });
        serde_json::from_value(document).ok()
    }

    pub fn is_changed(&self) -> bool {
        match (&self.seen, self.strategy()) {
            (Some(seen), Ok(strategy)) => *seen != strategy,
            (Some(_), Err(_)) => true,
            (None, _) => !self.line(Slot::Id).is_empty() || !self.line(Slot::Name).is_empty(),
        }
    }
}
