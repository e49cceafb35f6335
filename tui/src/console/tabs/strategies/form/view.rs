//! A strategy being written, and what it would do.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use relance::locale::Locale;

use crate::console::{
    dialogs::view::window,
    draw::cells,
    state::State,
    tabs::strategies::form::state::{Cell, Form, Input, Slot},
    theme::Meaning,
    view::heading,
};

const LABEL: u16 = 18;

/// Rows of a text of several lines at least; the one being written has as many as it needs, as far as there is room.
const AREA: u16 = 4;

/// From so many columns on, the preview stands beside the form.
const WIDE: u16 = 110;

pub fn render(state: &State, form: &Form, frame: &mut Frame, body: Rect) {
    let title = form.seen.as_ref().map_or(state.text.new_strategy(), |s| s.id.0.as_str());
    let inner = window(state, title, frame, body);
    let [main, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(inner);
    let (left, right) = if main.width >= WIDE {
        let [left, right] = Layout::horizontal([Constraint::Percentage(52), Constraint::Min(0)]).spacing(2).areas(main);
        (left, right)
    } else {
        let [left, right] = Layout::vertical([Constraint::Min(8), Constraint::Length(6)]).areas(main);
        (left, right)
    };
    fields(state, form, frame, left);
    let lines = preview(state, form, usize::from(right.width));
    frame.render_widget(Paragraph::new(lines), right);
    if let Some(error) = &form.error {
        let told = cells::cut(&format!("✗ {error}"), usize::from(foot.width));
        frame.render_widget(Line::styled(told, state.theme.style(Meaning::Alert)), foot);
    }
}

/// The rows of cells: a condition's three stand side by side.
fn fields(state: &State, form: &Form, frame: &mut Frame, area: Rect) {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (place, cell) in form.cells.iter().enumerate() {
        match (cell.slot, rows.last_mut()) {
            (Slot::Operator(_) | Slot::Value(_), Some(row)) => row.push(place),
            _ => rows.push(vec![place]),
        }
    }
    let is_text = |row: &Vec<usize>| matches!(form.cells[row[0]].input, Input::Area(_));
    let height = |row: &Vec<usize>| match &form.cells[row[0]].input {
        Input::Area(text) if row[0] == form.at => {
            let lines = u16::try_from(text.lines().len()).unwrap_or(u16::MAX).saturating_add(1);
            lines.min(area.height.saturating_sub(1)).max(AREA)
        }
        Input::Area(_) => AREA,
        _ => 1,
    };
    // What nobody else needs is shared by the texts.
    let texts = rows.iter().filter(|row| is_text(row)).count();
    let used: u16 = rows.iter().map(height).sum();
    let spare = area.height.saturating_sub(used).checked_div(u16::try_from(texts).unwrap_or(u16::MAX)).unwrap_or(0);
    let height = |row: &Vec<usize>| if is_text(row) { height(row) + spare } else { 1 };
    let here = rows.iter().position(|row| row.contains(&form.at)).unwrap_or(0);
    // Scrolled as little as it takes to see the row one is in.
    let mut top = 0;
    while rows[top..=here].iter().map(height).sum::<u16>() > area.height && top < here {
        top += 1;
    }
    let mut y = area.y;
    for row in &rows[top..] {
        let height = height(row).min(area.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        let label = label(state, form.cells[row[0]].slot);
        let [left, right] =
            Layout::horizontal([Constraint::Length(LABEL), Constraint::Min(0)]).areas(Rect { y, height, ..area });
        frame.render_widget(
            Span::styled(cells::cut(label, usize::from(LABEL - 1)), state.theme.style(Meaning::Muted)),
            left,
        );
        let widths = if row.len() == 3 { vec![5, 2, 3] } else { vec![1] };
        let places = Layout::horizontal(widths.into_iter().map(Constraint::Fill)).spacing(1).split(right);
        for (place, area) in row.iter().zip(places.iter()) {
            cell(state, form, &form.cells[*place], *place == form.at, frame, *area);
        }
        y += height;
    }
}

fn cell(state: &State, form: &Form, cell: &Cell, is_active: bool, frame: &mut Frame, area: Rect) {
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
            let all = form.choices(cell.slot, state.text);
            let told = all.get(*at).map(String::as_str).unwrap_or_default();
            let (told, meaning) = if is_active {
                (format!("‹ {told} ›"), Meaning::Selected)
            } else {
                (told.to_owned(), Meaning::Plain)
            };
            frame.render_widget(Line::styled(cells::cut(&told, width), state.theme.style(meaning)), area);
        }
    }
}

const fn label(state: &State, slot: Slot) -> &'static str {
    let text = state.text;
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

/// For how many it fires, how many would be written today, and one real draft.
fn preview(state: &State, form: &Form, width: usize) -> Vec<Line<'static>> {
    let text = state.text;
    let mut lines = vec![heading(state, text.what_it_does())];
    let Some(preview) = &form.preview else {
        let told = if form.previewed.is_some() { text.loading() } else { text.once_it_is_complete() };
        lines.push(Line::styled(told, state.theme.style(Meaning::Muted)));
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
            lines.extend(cells::paragraph(&draft.draft.subject, width, state.theme.style(Meaning::Strong)));
            lines.extend(cells::paragraph(&draft.draft.message, width, Style::new()));
        }
        Some(Err(_)) => {
            lines.extend(cells::paragraph(text.no_draft(), width, state.theme.style(Meaning::Alert)));
        }
        None => {}
    }
    lines
}
