//! State of the strategies tab.

use relance::{
    store::Unusable,
    strategy::{Strategy, StrategyId},
};

use super::dialog::OpenDialog;
use crate::console::{list::cursor::Cursor, shared::RuleSet};

#[derive(Debug, Default)]
pub struct State {
    pub cursor: Cursor,
    pub dialog: Option<OpenDialog>,
}

/// A line of the list: the usable strategies come first, then the unusable ones.
#[derive(Clone, Copy, Debug)]
pub enum Listed<'a> {
    Usable(&'a Strategy),
    Unusable(&'a Unusable),
}

impl<'a> Listed<'a> {
    pub fn at(rules: &'a RuleSet, index: usize) -> Option<Self> {
        let RuleSet { strategies, unusable, .. } = rules;
        let past = || unusable.get(index.checked_sub(strategies.len())?).map(Self::Unusable);
        strategies.get(index).map(Self::Usable).or_else(past)
    }

    pub fn count(rules: &RuleSet) -> usize {
        rules.strategies.len() + rules.unusable.len()
    }

    pub const fn id(&self) -> &'a StrategyId {
        match self {
            Self::Usable(strategy) => &strategy.id,
            Self::Unusable(unusable) => &unusable.id,
        }
    }
}

impl State {
    pub fn selected<'a>(&self, rules: &'a RuleSet) -> Option<Listed<'a>> {
        Listed::at(rules, self.cursor.selected)
    }
}
