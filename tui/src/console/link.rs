//! Links from one tab to another: from an alert to the rows or the setting it is about.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The follow-ups that a filter finds.
    FollowUps(&'static str),
    Strategies,
    Setting(&'static str),
}
