//! Fitting text into columns: widths are those of the terminal, and what is cut ends in `…`.

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use relance::legible::clean;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cuts a text to at most `width` columns.
pub fn cut(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.width() <= width {
        return text;
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// Exactly `width` columns: cut, or filled up on the right.
pub fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let missing = width.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

/// Exactly `width` columns: cut, or filled up on the left.
pub fn right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    " ".repeat(width.saturating_sub(text.width())) + &text
}

/// Breaks text at spaces into lines of at most `width` columns; its own line breaks are kept.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let before = lines.len();
        for word in clean(paragraph).split_whitespace() {
            let mut word = word.to_owned();
            let space = usize::from(!line.is_empty());
            if line.width() + space + word.width() > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            while word.width() > width {
                let (head, rest) = split_at_width(&word, width);
                lines.push(head);
                word = rest;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        if !line.is_empty() || lines.len() == before {
            lines.push(line);
        }
    }
    lines
}

fn split_at_width(word: &str, width: usize) -> (String, String) {
    let mut used = 0;
    for (i, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && i > 0 {
            return (word[..i].to_owned(), word[i..].to_owned());
        }
    }
    (word.to_owned(), String::new())
}

/// Wrapped text as lines of one style.
pub fn paragraph(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    wrap(text, width).into_iter().map(|line| Line::styled(line, style)).collect()
}

/// A bar as long as `share` (0 to 1) of `width` columns, to an eighth of a column.
pub fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let (whole, rest) = (eighths / 8, eighths % 8);
    // A share above 0 is always visible.
    if share > 0.0 && eighths == 0 { "▏".to_owned() } else { "█".repeat(whole) + EIGHTHS[rest] }
}

/// One column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub title: &'static str,
    /// Columns it needs at least.
    pub least: usize,
    /// Its share of the spare width; 0: it never grows.
    pub grow: usize,
    pub is_right: bool,
    /// Order in which columns are dropped if there is little room: the highest rank first.
    pub rank: u8,
}

/// The width of each column, 0 for those that have no room; one space separates two columns.
pub fn widths(columns: &[Column], width: usize) -> Vec<usize> {
    let mut shown: Vec<bool> = vec![true; columns.len()];
    let needed = |shown: &[bool]| {
        let widths = columns.iter().zip(shown).filter(|(_, s)| **s).map(|(c, _)| c.least + 1);
        widths.sum::<usize>().saturating_sub(1)
    };
    while needed(&shown) > width {
        let Some(last) = (0..columns.len()).filter(|i| shown[*i]).max_by_key(|i| columns[*i].rank) else { break };
        shown[last] = false;
    }
    let mut spare = width.saturating_sub(needed(&shown));
    let mut shares: usize = columns.iter().zip(&shown).filter(|(_, s)| **s).map(|(c, _)| c.grow).sum();
    let grown = columns.iter().zip(&shown).map(|(column, shown)| {
        if !shown {
            return 0;
        }
        let share = (spare * column.grow).checked_div(shares).unwrap_or(0);
        spare -= share;
        shares -= column.grow;
        column.least + share
    });
    grown.collect()
}

/// A row of cells; `whole`, for a selected row, replaces the styles of its cells.
pub fn row(columns: &[Column], widths: &[usize], cells: Vec<(String, Style)>, whole: Option<Style>) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for ((column, width), (text, style)) in columns.iter().zip(widths).zip(cells) {
        if *width == 0 {
            continue;
        }
        if !spans.is_empty() {
            spans.push(Span::styled(" ", whole.unwrap_or_default()));
        }
        let text = if column.is_right { right(&text, *width) } else { left(&text, *width) };
        spans.push(Span::styled(text, whole.unwrap_or(style)));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so_and_columns_stay_aligned() {
        assert_eq!(left("Élodie", 8), "Élodie  ");
        assert_eq!(left("Élodie Mukendi", 8), "Élodie …");
        assert_eq!(right("12", 4), "  12");
        assert_eq!(left("日本語テキスト", 6).width(), 6);
        assert_eq!(left("e\u{301}\u{301}tat", 4).width(), 4);
        assert_eq!(cut("abc", 0), "");
        assert_eq!(cut("a\u{1b}[31m\u{202e}b", 10), "a [31m b");
    }

    #[test]
    fn long_words_and_line_breaks_survive_wrapping() {
        assert_eq!(wrap("un deux trois", 8), ["un deux", "trois"]);
        assert_eq!(wrap("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("日本語", 1), ["日", "本", "語"]);
    }

    #[test]
    fn the_least_important_columns_go_first() {
        let column = |least, grow, rank| Column { title: "", least, grow, is_right: false, rank };
        let columns = [column(4, 1, 0), column(10, 3, 2), column(5, 0, 1)];
        assert_eq!(widths(&columns, 29), [6, 16, 5]);
        assert_eq!(widths(&columns, 20), [14, 0, 5]);
        assert_eq!(widths(&columns, 8), [8, 0, 0]);
        assert_eq!(widths(&columns, 0), [0, 0, 0]);
    }

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.0, 4), "");
        assert_eq!(bar(0.001, 4), "▏");
        assert_eq!(bar(2.0, 4), "████");
    }
}
