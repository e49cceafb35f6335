//! Drawing of the form and its preview.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use relance::locale::Locale;

use super::{
    cells::{Cell, Input, Slot},
    state::Form,
    update::KEYS,
};
use crate::console::{
    dialogs::{Dialog, confirm},
    draw::{cells, pane::heading, window::window},
    keys::{self, Row},
    shared::Shared,
    theme::Meaning,
};

const LABEL: u16 = 18;

/// Least rows of a cell of several lines; the active one gets as many as it needs, if there is room.
const AREA: u16 = 4;

/// Least width, in columns, for the preview beside the form.
const MIN_TWO_COLUMNS: u16 = 110;

impl Dialog for Form {
    fn keys(&self) -> Vec<Row> {
        if self.asking { keys::rows(confirm::KEYS) } else { keys::rows(KEYS) }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let title = self.seen.as_ref().map_or(shared.text.new_strategy(), |s| s.id.0.as_str());
        let inner = window(shared, title, frame, body);
        let [main, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(inner);
        let [left, right] = if main.width >= MIN_TWO_COLUMNS {
            Layout::horizontal([Constraint::Percentage(52), Constraint::Min(0)]).spacing(2).areas(main)
        } else {
            Layout::vertical([Constraint::Min(8), Constraint::Length(6)]).areas(main)
        };
        fields(shared, self, frame, left);
        frame.render_widget(Paragraph::new(preview(shared, self, usize::from(right.width))), right);
        if let Some(error) = &self.error {
            let message = cells::cut(&format!("✗ {error}"), usize::from(foot.width));
            frame.render_widget(Line::styled(message, shared.theme.style(Meaning::Alert)), foot);
        }
        if self.asking {
            confirm::render(shared, shared.text.discard(), frame, body);
        }
    }

    fn takes_text(&self) -> bool {
        !self.asking && !matches!(self.cells[self.at].input, Input::Choice(_))
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        match &mut self.cells[self.at].input {
            Input::Line(line) => line.paste(text),
            Input::Area(area) => drop(area.insert_str(text.replace("\r\n", "\n").replace('\r', "\n"))),
            Input::Choice(_) => {}
        }
        self.refresh_preview(shared);
    }

    fn blocks_quit(&mut self) -> bool {
        let asks = self.is_changed() && !self.asking;
        self.asking |= asks;
        asks
    }
}

/// The rows of cells, by index: a condition's three cells share a row.
fn rows(form: &Form) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (index, cell) in form.cells.iter().enumerate() {
        match (cell.slot, rows.last_mut()) {
            (Slot::Operator(_) | Slot::Value(_), Some(row)) => row.push(index),
            _ => rows.push(vec![index]),
        }
    }
    rows
}

/// The height of each row within `room` lines; cells of several lines share the spare ones.
fn heights(form: &Form, rows: &[Vec<usize>], room: u16) -> Vec<u16> {
    let is_text = |row: &[usize]| matches!(form.cells[row[0]].input, Input::Area(_));
    let least = |row: &[usize]| match &form.cells[row[0]].input {
        Input::Area(text) if row[0] == form.at => {
            let lines = u16::try_from(text.lines().len()).unwrap_or(u16::MAX).saturating_add(1);
            lines.min(room.saturating_sub(1)).max(AREA)
        }
        Input::Area(_) => AREA,
        _ => 1,
    };
    let texts = rows.iter().filter(|row| is_text(row)).count();
    let used: u16 = rows.iter().map(|row| least(row)).sum();
    let spare = room.saturating_sub(used).checked_div(u16::try_from(texts).unwrap_or(u16::MAX)).unwrap_or(0);
    rows.iter().map(|row| least(row) + if is_text(row) { spare } else { 0 }).collect()
}

fn fields(shared: &Shared, form: &Form, frame: &mut Frame, area: Rect) {
    let rows = rows(form);
    let heights = heights(form, &rows, area.height);
    let here = rows.iter().position(|row| row.contains(&form.at)).unwrap_or(0);
    // Scrolled as little as needed to show the active row.
    let mut top = 0;
    while heights[top..=here].iter().sum::<u16>() > area.height && top < here {
        top += 1;
    }
    let mut y = area.y;
    for (row, height) in rows.iter().zip(heights).skip(top) {
        let height = height.min(area.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        field(shared, form, row, frame, Rect { y, height, ..area });
        y += height;
    }
}

/// A row: its label, and its cells side by side.
fn field(shared: &Shared, form: &Form, row: &[usize], frame: &mut Frame, area: Rect) {
    let [left, right] = Layout::horizontal([Constraint::Length(LABEL), Constraint::Min(0)]).areas(area);
    let label = cells::cut(label(shared, form.cells[row[0]].slot), usize::from(LABEL - 1));
    frame.render_widget(Span::styled(label, shared.theme.style(Meaning::Muted)), left);
    let widths = if row.len() == 3 { vec![5, 2, 3] } else { vec![1] };
    let places = Layout::horizontal(widths.into_iter().map(Constraint::Fill)).spacing(1).split(right);
    for (index, area) in row.iter().zip(places.iter()) {
        cell(shared, form, &form.cells[*index], *index == form.at, frame, *area);
    }
}

fn cell(shared: &Shared, form: &Form, cell: &Cell, is_active: bool, frame: &mut Frame, area: Rect) {
    let width = usize::from(area.width);
    match &cell.input {
        Input::Line(line) if is_active => frame.render_widget(&line.0, area),
        Input::Area(text) if is_active => frame.render_widget(&**text, area),
        Input::Line(line) => frame.render_widget(Line::raw(cells::cut(&line.text(), width)), area),
        Input::Area(text) => {
            let lines = cells::paragraph(&text.lines().join("\n"), width, Style::new());
            frame.render_widget(Paragraph::new(lines), area);
        }
        Input::Choice(at) => {
            let all = form.choices(cell.slot, shared.text);
            let choice = all.get(*at).map(String::as_str).unwrap_or_default();
            let (choice, meaning) = if is_active {
                (format!("‹ {choice} ›"), Meaning::Selected)
            } else {
                (choice.to_owned(), Meaning::Plain)
            };
            frame.render_widget(Line::styled(cells::cut(&choice, width), shared.theme.style(meaning)), area);
        }
    }
}

const fn label(shared: &Shared, slot: Slot) -> &'static str {
    let text = shared.text;
    match slot {
        Slot::Id => text.identifier(),
        Slot::Name => text.name(),
        Slot::Description => text.description(),
        Slot::Priority => text.priority(),
        Slot::Channels => text.channels(),
        Slot::Cooldown => text.cooldown_days(),
        Slot::AlsoCurrent => text.also_current(),
        Slot::Field(_) | Slot::Operator(_) | Slot::Value(_) => text.condition_label(),
        Slot::Window(_) => text.window_label(),
        Slot::Prompt => text.brief(),
        Slot::Template(Locale::Fr) => text.french_template(),
        Slot::Template(Locale::En) => text.english_template(),
    }
}

/// For how many clients it fires, how many follow-ups it would write today, and one real draft.
fn preview(shared: &Shared, form: &Form, width: usize) -> Vec<Line<'static>> {
    let text = shared.text;
    let mut lines = vec![heading(shared, text.what_it_does())];
    let Some(preview) = &form.preview else {
        let message =
            if form.previewed.is_some() || form.seen.is_some() { text.loading() } else { text.once_it_is_complete() };
        lines.push(Line::styled(message, shared.theme.style(Meaning::Muted)));
        return lines;
    };
    let about = if preview.is_estimate() { "≈ " } else { "" };
    let chosen = preview.of_all(preview.chosen);
    for (label, n) in [
        (text.fires_for(), preview.of_all(preview.fires)),
        (text.would_choose(), chosen),
        (text.would_write_today(), chosen.min(preview.slots)),
    ] {
        let n = text.number(i64::try_from(n).unwrap_or(i64::MAX));
        lines.push(Line::raw(cells::cut(&format!("{about}{n} {label}"), width)));
    }
    match &preview.draft {
        Some(Ok(draft)) => {
            lines.push(Line::default());
            lines.extend(cells::paragraph(&draft.draft.subject, width, shared.theme.style(Meaning::Strong)));
            lines.extend(cells::paragraph(&draft.draft.message, width, Style::new()));
        }
        Some(Err(_)) => {
            lines.extend(cells::paragraph(text.no_draft(), width, shared.theme.style(Meaning::Alert)));
        }
        None => {}
    }
    lines
}
