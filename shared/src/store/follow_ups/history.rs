//! What has passed between a client and us: messages, cooldowns, and the reservation they last kept.

use crate::{
    client::ClientKey,
    follow_up::gate::History,
    store::{Connection, on},
    strategy::StrategyId,
};

/// When a follow-up starts its strategy's cooldown: when it was sent or, with `rests`, when it failed or was cancelled;
/// else null. What the old system left, and nobody has touched since, was never sent and starts none.
/// [`History::rests_until`] adds the length. The argument is the alias of the table, with its dot.
macro_rules! rests_from {
    ($f:literal) => {
        concat!(
            "case when ",
            $f,
            "content_hash is not null and (",
            $f,
            "sent_at is not null or ",
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
            " end) as rests_from,
                (select max(b.created_at) from client_bookings b where b.client_key = $1 and b.status <> 'cancelled')
                    as last_kept
            from ai_follow_ups f where f.client_key = $1 and f.content_hash is not null"
        );
        on!(self, db => sqlx::query_as(SQL).bind(client).bind(strategy).fetch_one(db).await)
    }
}
