//! From one tab to another: what is told in one place is looked after in another.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// The follow-ups that a filter finds.
    FollowUps(&'static str),
    Strategies,
    Setting(&'static str),
}
