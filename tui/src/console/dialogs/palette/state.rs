//! The palette: every action, found by a few of its letters.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use crate::console::{
    keys::{BINDINGS, Binding, Context},
    line::Line,
    text::Text,
};

#[derive(Debug)]
pub struct Palette {
    pub line: Line,
    pub selected: usize,
    /// Where keys were looked up before it opened: only what works there can be done.
    pub contexts: Vec<Context>,
}

impl Palette {
    pub fn open(contexts: Vec<Context>) -> Self {
        Self { line: Line::new(""), selected: 0, contexts }
    }

    /// The actions whose words hold the typed letters in order, the best first; those that work here before others.
    pub fn found(&self, text: Text) -> Vec<&'static Binding> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.line.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut found: Vec<(bool, u32, usize)> = BINDINGS
            .iter()
            .enumerate()
            .filter_map(|(place, binding)| {
                let told = format!("{} {}", binding.label(text), text.context(binding.context));
                let score = pattern.score(Utf32Str::new(&told, &mut buffer), &mut matcher)?;
                Some((self.works(binding), score, place))
            })
            .collect();
        found.sort_by_key(|(works, score, place)| (!works, std::cmp::Reverse(*score), *place));
        found.into_iter().map(|(_, _, place)| &BINDINGS[place]).collect()
    }

    /// Whether the action can be done where the palette was opened.
    pub fn works(&self, binding: &Binding) -> bool {
        self.contexts.contains(&binding.context)
    }
}

#[cfg(test)]
mod tests {
    use relance::locale::Locale;

    use super::*;

    #[test]
    fn the_palette_lists_every_key_exactly_once_those_that_work_here_first() {
        let palette = Palette::open(vec![Context::Settings, Context::List]);
        let found = palette.found(Text(Locale::Fr));
        assert_eq!(found.len(), BINDINGS.len());
        for binding in BINDINGS {
            assert_eq!(found.iter().filter(|other| std::ptr::eq(**other, binding)).count(), 1);
        }
        let works: Vec<bool> = found.iter().map(|binding| palette.works(binding)).collect();
        assert!(works.is_sorted_by(|a, b| a >= b) && works[0], "{works:?}");
    }
}
