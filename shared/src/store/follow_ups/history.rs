//! What has been sent to a client, and from when a strategy rests for them.

use crate::{
    client::ClientKey,
    follow_up::gate::History,
    store::{Connection, on},
    strategy::StrategyId,
};

/// From when a follow-up lets its strategy rest: when it was sent, or refused for good, or cancelled by a person; null
/// where it does not. How long, [`History::rests_until`] says. The argument is the follow-up's table, with its dot.
macro_rules! rests_from {
    ($f:literal) => {
        concat!(
            "case when ",
            $f,
            "sent_at is not null or (",
            $f,
            "rests and ",
            $f,
            "status in ('failed', 'cancelled'))
                then coalesce(",
            $f,
            "sent_at, ",
            $f,
            "updated_at) end"
        )
    };
}

pub(in crate::store) use rests_from;

impl Connection {
    pub async fn history(&mut self, client: ClientKey, strategy: &StrategyId) -> sqlx::Result<History> {
        const SQL: &str = concat!(
            "select max(f.sent_at) as last_sent, max(case when f.strategy_id = $2 then ",
            rests_from!("f."),
            " end) as rests_from from ai_follow_ups f where f.client_key = $1"
        );
        on!(self, db => sqlx::query_as(SQL).bind(client).bind(strategy).fetch_one(db).await)
    }
}
