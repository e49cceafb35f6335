//! A strategy being written: its fields as cells, one after the other.

use ratatui_textarea::TextArea;
use relance::{
    client::Channel,
    draft::template,
    locale::Locale,
    operations::Preview,
    reservation::ReservationStatus,
    strategy::{Condition, ConditionError, Field, Operator, Priority, Strategy, StrategyError, StrategyId, Window},
};

use crate::console::{line::Line, text::Text};

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Id,
    Name,
    Description,
    Priority,
    /// Which of them, and not in which order: the client's preference decides.
    Channels,
    Cooldown,
    AlsoCurrent,
    /// The three cells of the condition of that number.
    Field(usize),
    Operator(usize),
    Value(usize),
    /// `rentrée 08-25 09-20`
    Window(usize),
    Prompt,
    /// The message template of a language; what it came with counts as none.
    Template(Locale),
}

#[derive(Debug)]
pub enum Input {
    Line(Box<Line>),
    /// One of several, by its place.
    Choice(usize),
    Area(Box<TextArea<'static>>),
}

#[derive(Debug)]
pub struct Cell {
    pub slot: Slot,
    pub input: Input,
}

#[derive(Debug)]
pub struct Form {
    /// What it was opened with; `None`: a new one.
    pub seen: Option<Strategy>,
    pub cells: Vec<Cell>,
    pub at: usize,
    /// Why it cannot be saved as it is.
    pub error: Option<String>,
    /// What it would do; of the last version that made sense.
    pub preview: Option<Preview>,
    /// The version whose preview was last asked for.
    pub previewed: Option<Strategy>,
    /// Whether it asks before it throws changes away.
    pub asking: bool,
}

/// Why the cells are no strategy.
#[derive(Debug)]
pub enum Flaw {
    Strategy(StrategyError),
    Condition(ConditionError),
    /// A cell that cannot be read.
    Cell(Slot),
}

/// What channels a strategy may have.
const CHANNELS: [&[Channel]; 7] = [
    &[Channel::Email],
    &[Channel::Sms],
    &[Channel::Push],
    &[Channel::Email, Channel::Sms],
    &[Channel::Email, Channel::Push],
    &[Channel::Sms, Channel::Push],
    &[Channel::Email, Channel::Sms, Channel::Push],
];

/// Whether both name the same channels.
fn same(some: &[Channel], others: &[Channel]) -> bool {
    some.len() == others.len() && some.iter().all(|channel| others.contains(channel))
}

fn area(slot: Slot, text: &str) -> Cell {
    let mut area = TextArea::from(text.lines());
    area.set_cursor_line_style(ratatui::style::Style::new());
    area.set_wrap_mode(ratatui_textarea::WrapMode::WordOrGlyph);
    Cell { slot, input: Input::Area(Box::new(area)) }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

impl Form {
    pub fn open(seen: Option<&Strategy>) -> Self {
        let line = |slot, text: &str| Cell { slot, input: Input::Line(Box::new(Line::new(text))) };
        let choice = |slot, at| Cell { slot, input: Input::Choice(at) };
        let channels = |s: &Strategy| CHANNELS.iter().position(|some| same(some, &s.channels)).unwrap_or(0);
        let mut cells = Vec::new();
        if seen.is_none() {
            cells.push(line(Slot::Id, ""));
        }
        cells.extend([
            line(Slot::Name, seen.map_or("", |s| &s.name)),
            line(Slot::Description, seen.map_or("", |s| &s.description)),
            choice(Slot::Priority, place(&Priority::ALL, &seen.map_or(Priority::Medium, |s| s.priority))),
            choice(Slot::Channels, seen.map_or(0, channels)),
            line(Slot::Cooldown, &seen.map_or(14, |s| s.cooldown_days).to_string()),
            choice(Slot::AlsoCurrent, usize::from(seen.is_some_and(|s| s.also_current))),
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
            form.cells.push(line(Slot::Window(0), &format!("{} {from} {to}", window.name)));
        }
        form.cells.push(area(Slot::Prompt, seen.map_or("", |s| &s.ai_prompt)));
        for locale in Locale::ALL {
            let own = seen.and_then(|s| s.templates.get(&locale)).map(String::as_str);
            form.cells.push(area(Slot::Template(locale), own.unwrap_or_else(|| form.original(locale))));
        }
        form.number();
        form
    }

    /// The template that the strategy has without one of its own.
    fn original(&self, locale: Locale) -> &'static str {
        let id = self.seen.as_ref().map_or_else(|| StrategyId(String::new()), |s| s.id.clone());
        template::source(&id.0, locale)
    }

    fn add_condition(&mut self, field: Field, operator: Operator, value: &str) {
        let before = self.cells.iter().position(|c| matches!(c.slot, Slot::Window(_) | Slot::Prompt));
        let before = before.unwrap_or(self.cells.len());
        let cells = [
            Cell { slot: Slot::Field(0), input: Input::Choice(place(&Field::ALL, &field)) },
            Cell { slot: Slot::Operator(0), input: Input::Choice(place(field.operators(), &operator)) },
            Cell { slot: Slot::Value(0), input: Input::Line(Box::new(Line::new(value))) },
        ];
        self.cells.splice(before..before, cells);
    }

    /// A further condition; a further window where one stands in the windows.
    pub fn add_row(&mut self) {
        if matches!(self.cells[self.at].slot, Slot::Window(_) | Slot::Prompt | Slot::Template(_)) {
            let place = self.cells.iter().position(|c| c.slot == Slot::Prompt).unwrap_or(self.cells.len());
            self.cells.insert(place, Cell { slot: Slot::Window(0), input: Input::Line(Box::new(Line::new(""))) });
            self.at = place;
        } else {
            self.add_condition(Field::DaysSinceLast, Operator::GreaterThan, "");
            let last = self.cells.iter().rposition(|c| matches!(c.slot, Slot::Field(_)));
            self.at = last.unwrap_or(self.at);
        }
        self.number();
    }

    /// Takes the condition or the window away in which one stands.
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

    /// Conditions and windows bear their numbers.
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

    /// On by so many cells, from the last to the first.
    pub fn step(&mut self, cells: isize) {
        self.at = (self.at.cast_signed() + cells).rem_euclid(self.cells.len().cast_signed()).unsigned_abs();
    }

    /// What can be chosen in a cell.
    pub fn choices(&self, slot: Slot, text: Text) -> Vec<String> {
        match slot {
            Slot::Priority => Priority::ALL.map(|p| text.priority_word(p).to_owned()).to_vec(),
            Slot::Channels => CHANNELS.map(|channels| text.channel_words(channels)).to_vec(),
            Slot::AlsoCurrent => vec![text.no().to_owned(), text.yes().to_owned()],
            Slot::Field(_) => Field::ALL.map(|f| text.field(f).to_owned()).to_vec(),
            Slot::Operator(n) => self.field(n).operators().map(|o| text.operator(o).to_owned()).to_vec(),
            _ => Vec::new(),
        }
    }

    /// To the next choice of the cell, round about; `false` when nothing is chosen there.
    pub fn choose(&mut self, by: isize, text: Text) -> bool {
        let slot = self.cells[self.at].slot;
        let next = |at: usize, all: usize| (at.cast_signed() + by).rem_euclid(all.cast_signed()).unsigned_abs();
        if let Slot::Value(n) = slot
            && self.field(n) == Field::ReservationStatus
        {
            let here = ReservationStatus::ALL.iter().position(|status| status.as_str() == self.line(slot));
            let status = ReservationStatus::ALL[here.map_or(0, |at| next(at, ReservationStatus::ALL.len()))];
            self.cells[self.at].input = Input::Line(Box::new(Line::new(status.as_str())));
            return true;
        }
        let all = self.choices(slot, text).len();
        let Input::Choice(at) = &mut self.cells[self.at].input else { return false };
        *at = next(*at, all);
        true
    }

    fn field(&self, n: usize) -> Field {
        Field::ALL[self.choice(Slot::Field(n))]
    }

    fn line(&self, slot: Slot) -> String {
        let found = self.cells.iter().find(|cell| cell.slot == slot).map(|cell| &cell.input);
        match found {
            Some(Input::Line(line)) => line.text(),
            Some(Input::Area(area)) => area.lines().join("\n"),
            _ => String::new(),
        }
    }

    /// A template that differs from what the strategy has anyway.
    fn template(&self, locale: Locale) -> Option<String> {
        let text = self.line(Slot::Template(locale));
        let text = text.trim_end();
        // As it was written, line end or none: reading it is no change.
        let seen = self.seen.as_ref().and_then(|s| s.templates.get(&locale)).filter(|seen| seen.trim_end() == text);
        if seen.is_some() {
            return seen.cloned();
        }
        (!text.is_empty() && text != self.original(locale).trim_end()).then(|| format!("{text}\n"))
    }

    fn choice(&self, slot: Slot) -> usize {
        match self.cells.iter().find(|cell| cell.slot == slot).map(|cell| &cell.input) {
            Some(Input::Choice(at)) => *at,
            _ => 0,
        }
    }

    /// What stands in the cells, as a strategy.
    pub fn strategy(&self) -> Result<Strategy, Flaw> {
        let channels = CHANNELS[self.choice(Slot::Channels)];
        let as_seen = self.seen.as_ref().map(|s| &s.channels).filter(|seen| same(seen, channels));
        let mut conditions = Vec::new();
        let mut windows = Vec::new();
        for cell in &self.cells {
            match cell.slot {
                Slot::Field(n) => conditions.push(self.condition(n).map_err(Flaw::Condition)?),
                Slot::Window(_) => windows.push(self.window(cell.slot).ok_or(Flaw::Cell(cell.slot))?),
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
            cooldown_days: self.line(Slot::Cooldown).trim().parse().map_err(|_| Flaw::Cell(Slot::Cooldown))?,
            windows,
            also_current: self.choice(Slot::AlsoCurrent) == 1,
            is_active: self.seen.as_ref().is_none_or(|s| s.is_active),
        };
        strategy.checked().map_err(Flaw::Strategy)
    }

    fn condition(&self, n: usize) -> Result<Condition, ConditionError> {
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

#[cfg(test)]
mod tests {
    use relance::strategy::builtin;

    use super::*;

    #[test]
    fn every_field_of_every_built_in_strategy_survives_the_form() {
        for strategy in builtin() {
            let form = Form::open(Some(&strategy));
            assert_eq!(form.strategy().expect("it makes sense"), strategy);
            assert!(!form.is_changed());
        }
    }

    #[test]
    fn rows_are_added_and_removed_where_one_stands() {
        let mut form = Form::open(Some(&builtin()[0]));
        form.add_row();
        assert!(matches!(form.strategy(), Err(Flaw::Condition(ConditionError::NeedsNumber { .. }))));
        form.step(2);
        let Input::Line(line) = &mut form.cells[form.at].input else { panic!("a value") };
        line.paste("40");
        let three = form.strategy().expect("it makes sense");
        assert_eq!(three.trigger_conditions.len(), 3);
        form.remove_row();
        assert_eq!(form.strategy().expect("it makes sense"), builtin()[0]);
        assert_eq!(form.cells[form.at].slot, Slot::Prompt, "what comes next");
        form.add_row();
        let Input::Line(line) = &mut form.cells[form.at].input else { panic!("a window") };
        line.paste("grandes vacances 07-01 08-31");
        let with_window = form.strategy().expect("it makes sense");
        assert_eq!(with_window.windows[0].name, "grandes vacances");
    }

    #[test]
    fn what_a_condition_compares_by_suits_its_field() {
        let mut form = Form::open(None);
        form.add_row();
        let text = Text(Locale::Fr);
        while form.field(0) != Field::ReservationStatus {
            form.choose(1, text);
        }
        form.step(1);
        assert_eq!(form.choices(Slot::Operator(0), text), ["=", "≠", "contient", "ne contient pas"]);
        form.step(1);
        for status in ["pending", "confirmed", "completed", "cancelled", "pending"] {
            assert!(form.choose(1, text));
            assert_eq!(form.line(Slot::Value(0)), status);
        }
        form.choose(-1, text);
        assert_eq!(form.condition(0).expect("it makes sense").to_string(), "reservation_status contains cancelled");
    }

    #[test]
    fn a_template_is_the_strategys_own_once_it_differs_from_what_it_came_with() {
        let mut form = Form::open(Some(&builtin()[0]));
        form.step(-1);
        assert_eq!(form.cells[form.at].slot, Slot::Template(Locale::En));
        let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
        area.insert_str("{# by hand #}");
        let own = form.strategy().expect("it makes sense").templates;
        assert!(own.len() == 1 && own[&Locale::En].starts_with("{# by hand #}"), "{own:?}");
        let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
        area.insert_str("{% if %}");
        assert!(matches!(form.strategy(), Err(Flaw::Strategy(StrategyError::Template { .. }))));
        let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
        area.select_all();
        area.cut();
        assert_eq!(form.strategy().expect("none at all"), builtin()[0]);
    }

    #[test]
    fn looking_at_a_template_from_a_file_is_no_change() {
        for end in ["", "\n", "\n\n"] {
            let mut strategy = builtin().remove(0);
            let shipped = template::source(&strategy.id.0, Locale::Fr).trim_end();
            strategy.templates.insert(Locale::Fr, format!("{{# by hand #}}\n{shipped}{end}"));
            assert!(!Form::open(Some(&strategy)).is_changed(), "{end:?}");
        }
    }
}
