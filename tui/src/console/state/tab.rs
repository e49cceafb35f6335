//! The five tabs, in the order of the header.

use crate::console::keys::Context;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Overview,
    Clients,
    FollowUps,
    Strategies,
    Settings,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Overview, Self::Clients, Self::FollowUps, Self::Strategies, Self::Settings];

    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    pub fn previous(self) -> Self {
        Self::ALL[(self as usize + Self::ALL.len() - 1) % Self::ALL.len()]
    }

    pub const fn context(self) -> Context {
        match self {
            Self::Overview => Context::Overview,
            Self::Clients => Context::Clients,
            Self::FollowUps => Context::FollowUps,
            Self::Strategies => Context::Strategies,
            Self::Settings => Context::Settings,
        }
    }

    /// Whether its rows have something more to say than fits in a list.
    pub const fn has_detail(self) -> bool {
        matches!(self, Self::Clients | Self::FollowUps | Self::Strategies)
    }
}
