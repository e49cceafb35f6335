//! State of the form.

use relance::{
    draft::template,
    locale::Locale,
    operations::Preview,
    strategy::{Field, Operator, Priority, Strategy, StrategyId},
};

use super::cells::{CHANNELS, Cell, Slot, same_channels};

#[derive(Debug)]
pub struct Form {
    /// The strategy it was opened with; `None` for a new one.
    pub seen: Option<Strategy>,
    pub cells: Vec<Cell>,
    pub at: usize,
    /// Why it cannot be saved as it is.
    pub error: Option<String>,
    /// What the last valid version would do.
    pub preview: Option<Preview>,
    /// The version whose preview was last asked for.
    pub previewed: Option<Strategy>,
    /// Whether it is asking for permission to discard changes.
    pub asking: bool,
}

fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

impl Form {
    pub fn open(seen: Option<&Strategy>) -> Self {
        let channels = |s: &Strategy| CHANNELS.iter().position(|some| same_channels(some, &s.channels)).unwrap_or(0);
        let mut cells = Vec::new();
        if seen.is_none() {
            cells.push(Cell::line(Slot::Id, ""));
        }
        cells.extend([
            Cell::line(Slot::Name, seen.map_or("", |s| &s.name)),
            Cell::line(Slot::Description, seen.map_or("", |s| &s.description)),
            Cell::choice(Slot::Priority, position(&Priority::ALL, &seen.map_or(Priority::Medium, |s| s.priority))),
            Cell::choice(Slot::Channels, seen.map_or(0, channels)),
            Cell::line(Slot::Cooldown, &seen.map_or(14, |s| s.cooldown_days).to_string()),
            Cell::choice(Slot::AlsoCurrent, usize::from(seen.is_some_and(|s| s.also_current))),
        ]);
        let mut form =
            Self { seen: seen.cloned(), cells, at: 0, error: None, preview: None, previewed: None, asking: false };
        for condition in seen.map_or(&[][..], |s| &s.trigger_conditions) {
            let value = match condition.value() {
                serde_json::Value::String(text) => text,
                number => number.to_string(),
            };
            form.add_condition(condition.field(), condition.operator(), &value);
        }
        for window in seen.map_or(&[][..], |s| &s.windows) {
            let (from, to) = (String::from(window.from), String::from(window.to));
            form.cells.push(Cell::line(Slot::Window(0), &format!("{} {from} {to}", window.name)));
        }
        form.cells.push(Cell::area(Slot::Prompt, seen.map_or("", |s| &s.ai_prompt)));
        for locale in Locale::ALL {
            let own = seen.and_then(|s| s.templates.get(&locale)).map(String::as_str);
            form.cells.push(Cell::area(Slot::Template(locale), own.unwrap_or_else(|| form.original(locale))));
        }
        form.number();
        form
    }

    /// The built-in template, which the strategy uses if it has none of its own.
    pub fn original(&self, locale: Locale) -> &'static str {
        let id = self.seen.as_ref().map_or_else(|| StrategyId(String::new()), |s| s.id.clone());
        template::source(&id.0, locale)
    }

    fn add_condition(&mut self, field: Field, operator: Operator, value: &str) {
        let before = self.cells.iter().position(|c| matches!(c.slot, Slot::Window(_) | Slot::Prompt));
        let before = before.unwrap_or(self.cells.len());
        let cells = [
            Cell::choice(Slot::Field(0), position(&Field::ALL, &field)),
            Cell::choice(Slot::Operator(0), position(field.operators(), &operator)),
            Cell::line(Slot::Value(0), value),
        ];
        self.cells.splice(before..before, cells);
    }

    /// Adds a condition; from the windows on, adds a window.
    pub fn add_row(&mut self) {
        if matches!(self.cells[self.at].slot, Slot::Window(_) | Slot::Prompt | Slot::Template(_)) {
            let position = self.cells.iter().position(|c| c.slot == Slot::Prompt).unwrap_or(self.cells.len());
            self.cells.insert(position, Cell::line(Slot::Window(0), ""));
            self.at = position;
        } else {
            self.add_condition(Field::DaysSinceLast, Operator::GreaterThan, "");
            let last = self.cells.iter().rposition(|c| matches!(c.slot, Slot::Field(_)));
            self.at = last.unwrap_or(self.at);
        }
        self.number();
    }

    /// Removes the condition or the window that the cursor is in.
    pub fn remove_row(&mut self) {
        let here = self.cells[self.at].slot;
        let is_same = |slot: Slot| match (here, slot) {
            (
                Slot::Field(a) | Slot::Operator(a) | Slot::Value(a),
                Slot::Field(b) | Slot::Operator(b) | Slot::Value(b),
            )
            | (Slot::Window(a), Slot::Window(b)) => a == b,
            _ => false,
        };
        let Some(first) = self.cells.iter().position(|cell| is_same(cell.slot)) else { return };
        self.cells.retain(|cell| !is_same(cell.slot));
        self.at = first.min(self.cells.len() - 1);
        self.number();
    }

    /// Numbers conditions and windows anew.
    fn number(&mut self) {
        let (mut conditions, mut windows) = (0, 0);
        for cell in &mut self.cells {
            match &mut cell.slot {
                Slot::Field(n) => *n = conditions,
                Slot::Operator(n) => *n = conditions,
                Slot::Value(n) => {
                    *n = conditions;
                    conditions += 1;
                }
                Slot::Window(n) => {
                    *n = windows;
                    windows += 1;
                }
                _ => {}
            }
        }
    }

    /// Moves by so many cells, wrapping around.
    pub fn step(&mut self, cells: isize) {
        self.at = (self.at.cast_signed() + cells).rem_euclid(self.cells.len().cast_signed()).unsigned_abs();
    }
}
