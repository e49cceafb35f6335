//! The palette: every action, found by a few of its letters.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use crate::console::{
    keys::{BINDINGS, Binding, Context},
    state::Line,
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
