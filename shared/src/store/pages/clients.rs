//! The list of clients.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Arg, Counted, Key, Keyed, Page, Sort, Start, list::List, statement::Kind};
use crate::{
    client::{ClientId, ClientKey},
    filter::Filter,
    money::Cents,
    store::Store,
    strategy::StrategyId,
    text_enum::text_enum,
};

/// A client as a list shows them; the scores are those of their last analysis.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct ClientLine {
    pub client_key: ClientKey,
    pub client_id: ClientId,
    /// May be empty.
    pub name: String,
    #[sqlx(rename = "risk_score")]
    pub risk: i64,
    #[sqlx(rename = "engagement_score")]
    pub engagement: f64,
    #[sqlx(rename = "spent_cents")]
    pub spent: Cents,
    pub last_activity: DateTime<Utc>,
    /// The business day of the assessment, and the days from then to the next follow-up.
    assessed_on: NaiveDate,
    days_to_next: i64,
    #[sqlx(rename = "recommended_strategy")]
    pub strategy: Option<StrategyId>,
    pub needs_follow_up: bool,
    /// The sort key of the order by name.
    by_name: String,
}

text_enum! {
    #[derive(Default)]
    pub enum ClientColumn {
        #[default]
        Risk = "risk",
        Engagement = "engagement",
        /// Lifetime value.
        Value = "value",
        /// The newest reservation.
        Activity = "activity",
        Name = "name",
        /// The day of the next follow-up.
        Next = "next",
        Strategy = "strategy",
    }
    unknown: "{0:?} is not an order of clients: use one of {1}"
}

impl ClientColumn {
    /// Whether the list starts with the highest value, because that needs attention first.
    pub const fn begins_high(self) -> bool {
        matches!(self, Self::Risk | Self::Value)
    }

    /// Each has an index of exactly these expressions.
    const fn order(self) -> &'static [&'static str] {
        match self {
            Self::Risk => &["i.risk_score", "i.client_key"],
            Self::Engagement => &["i.engagement_score", "i.client_key"],
            Self::Value => &["i.spent_cents", "i.client_key"],
            Self::Activity => &["i.last_activity", "i.client_key"],
            Self::Name => &["substr(i.search_text, 1, 200)", "i.client_key"],
            Self::Next => &["i.days_to_next", "i.client_key"],
            Self::Strategy => &["coalesce(i.recommended_strategy, '')", "i.client_key"],
        }
    }
}

impl Sort<ClientColumn> {
    /// Sorts by a column in its usual direction.
    pub const fn by(by: ClientColumn) -> Self {
        Self { by, descending: by.begins_high() }
    }

    const fn list(self) -> List {
        List {
            columns: "select i.client_key, i.client_id, i.name, i.risk_score, i.engagement_score, i.spent_cents, i.last_activity,
                (select case when s.full_pass_day > i.assessed_on then s.full_pass_day else i.assessed_on end
                    from engine_state s) as assessed_on,
                i.days_to_next, i.recommended_strategy, i.needs_follow_up,
                substr(i.search_text, 1, 200) as by_name",
            from: "from client_insights i",
            kind: Kind::Clients,
            order: self.by.order(),
            descending: self.descending,
        }
    }
}

impl ClientLine {
    pub fn next_follow_up_on(&self) -> NaiveDate {
        self.assessed_on + Days::new(self.days_to_next.unsigned_abs())
    }
}

impl Keyed<ClientColumn> for ClientLine {
    fn key(&self, by: ClientColumn) -> Key {
        let value = match by {
            ClientColumn::Risk => Arg::Int(self.risk),
            ClientColumn::Engagement => Arg::Real(self.engagement),
            ClientColumn::Value => Arg::Int(self.spent.0),
            ClientColumn::Activity => Arg::Time(self.last_activity),
            ClientColumn::Name => Arg::Text(self.by_name.clone()),
            ClientColumn::Next => Arg::Int(self.days_to_next),
            ClientColumn::Strategy => Arg::Text(self.strategy.as_ref().map(|id| id.0.clone()).unwrap_or_default()),
        };
        Key(vec![value, Arg::Id(self.client_key.0)])
    }

    fn is(&self, other: &Self) -> bool {
        self.client_key == other.client_key
    }
}

impl Store {
    /// `limit` clients at most.
    pub async fn client_page(
        &self,
        filter: &Filter,
        sort: Sort<ClientColumn>,
        start: &Start,
        limit: u32,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Page<ClientLine>> {
        self.page(sort.list(), filter, start, limit, now).await
    }

    /// How many clients match, and how many of them come before `key`. Reads them all: slow where there are many.
    pub async fn count_clients(
        &self,
        filter: &Filter,
        sort: Sort<ClientColumn>,
        key: Option<&Key>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Counted> {
        self.counted(sort.list(), filter, key, now).await
    }
}
