//! The list of follow-ups.

use chrono::{DateTime, Utc};

use super::{Arg, Counted, Key, Keyed, Page, Sort, Start, list::List, statement::Kind};
use crate::{
    filter::Filter,
    follow_up::FollowUp,
    store::{Store, follow_ups::COLUMNS, urgency::urgency},
    text_enum::text_enum,
};

text_enum! {
    #[derive(Default)]
    pub enum FollowUpColumn {
        /// Urgent ones first, then by date.
        #[default]
        Urgency = "urgency",
        Status = "status",
        Channel = "channel",
        Due = "due",
        Confidence = "confidence",
        Client = "client",
        Strategy = "strategy",
    }
    unknown: "{0:?} is not an order of follow-ups: use one of {1}"
}

impl FollowUpColumn {
    /// Each has an index of exactly these expressions.
    const fn order(self) -> &'static [&'static str] {
        match self {
            Self::Urgency => &[urgency!("f.priority"), "f.scheduled_date", "f.id"],
            Self::Status => &["f.status", "f.id"],
            Self::Channel => &["f.channel", "f.id"],
            Self::Due => &["f.scheduled_date", "f.id"],
            Self::Confidence => &["f.ai_confidence", "f.id"],
            Self::Client => &["f.client_id", "f.id"],
            Self::Strategy => &["f.strategy_id", "f.id"],
        }
    }
}

impl Sort<FollowUpColumn> {
    const fn list(self) -> List {
        List {
            columns: COLUMNS,
            from: "from ai_follow_ups f",
            kind: Kind::FollowUps,
            order: self.by.order(),
            descending: self.descending,
        }
    }
}

impl Keyed<FollowUpColumn> for FollowUp {
    fn key(&self, by: FollowUpColumn) -> Key {
        let mut values = match by {
            FollowUpColumn::Urgency => vec![Arg::Int(self.priority.urgency()), Arg::Time(self.scheduled_date)],
            FollowUpColumn::Status => vec![Arg::Text(self.status.to_string())],
            FollowUpColumn::Channel => vec![Arg::Text(self.draft.channel.to_string())],
            FollowUpColumn::Due => vec![Arg::Time(self.scheduled_date)],
            FollowUpColumn::Confidence => vec![Arg::Int(self.draft.confidence)],
            FollowUpColumn::Client => vec![Arg::Text(self.client_id.to_string())],
            FollowUpColumn::Strategy => vec![Arg::Text(self.strategy_id.to_string())],
        };
        values.push(Arg::Id(self.id));
        Key(values)
    }

    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Store {
    /// `limit` follow-ups at most.
    pub async fn follow_up_page(
        &self,
        filter: &Filter,
        sort: Sort<FollowUpColumn>,
        start: &Start,
        limit: u32,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Page<FollowUp>> {
        self.page(sort.list(), filter, start, limit, now).await
    }

    /// How many follow-ups match, and how many of them come before `key`.
    pub async fn count_matching_follow_ups(
        &self,
        filter: &Filter,
        sort: Sort<FollowUpColumn>,
        key: Option<&Key>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Counted> {
        self.counted(sort.list(), filter, key, now).await
    }
}
