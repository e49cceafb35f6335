//! Reading the stored insights.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;

use crate::{
    client::{Addresses, Channel, ClientKey, Contact, Device, PerChannel, PhoneNumber, Platform, Profile, Scores},
    consent::{self, Decision, Source},
    locale::Locale,
    store::{Connection, Either, follow_ups::rests_from, on, patient},
    strategy::{Assessment, StrategyId},
};

/// A client as of their last analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    pub key: ClientKey,
    pub profile: Profile,
    pub assessment: Assessment,
    pub contact: Contact,
    pub analysed_at: DateTime<Utc>,
    /// When the client was last sent anything.
    pub last_sent: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    client_key: ClientKey,
    #[sqlx(json)]
    facts: Profile,
    /// When the row was written.
    analysed_at: DateTime<Utc>,
    /// When, and on which business day, the last analysis found the row still true.
    last_analysis: Option<DateTime<Utc>>,
    last_analysis_on: Option<NaiveDate>,
    recommended_strategy: Option<StrategyId>,
    needs_follow_up: bool,
    assessed_on: NaiveDate,
    days_to_next: i64,
    email_consent: Option<bool>,
    sms_consent: Option<bool>,
    push_consent: Option<bool>,
    /// When the three consents were given.
    told_at: Option<DateTime<Utc>>,
    preferred_channel: Option<Channel>,
    locale: Option<Locale>,
    contact_phone: Option<String>,
    paused_until: Option<DateTime<Utc>>,
    platform: Option<Platform>,
    token: Option<String>,
    email_reactions: i64,
    sms_reactions: i64,
    push_reactions: i64,
    last_sent: Option<DateTime<Utc>>,
}

impl Row {
    /// Each consent column of `client_contacts` is one event.
    fn consent_events(&self) -> Vec<consent::Event> {
        let Some(said_at) = self.told_at else { return Vec::new() };
        let said = PerChannel { email: self.email_consent, sms: self.sms_consent, push: self.push_consent };
        let event = |(channel, agreed): (Channel, &Option<bool>)| {
            let decision = if (*agreed)? { Decision::Agreed } else { Decision::Refused };
            Some(consent::Event { channel, decision, said_at, source: Source::Preferences })
        };
        said.iter().filter_map(event).collect()
    }
}

impl Row {
    fn addresses(&self) -> Addresses {
        let of_reservations = Addresses::of(&self.facts);
        let told = self.contact_phone.as_deref().map(|told| PhoneNumber::parse(told).ok());
        let device = self.platform.zip(self.token.clone()).map(|(platform, token)| Device { platform, token });
        Addresses { phone: told.unwrap_or(of_reservations.phone), device, ..of_reservations }
    }

    /// The only way to make an [`Insight`], so that its suppressed addresses are always looked up.
    fn insight(self, addresses: Addresses, suppressed: PerChannel<bool>) -> Insight {
        let row = self;
        let contact = Contact {
            addresses,
            consent: consent::in_force(&row.consent_events(), consent::DEFAULT_CONSENT),
            suppressed,
            preferred_channel: row.preferred_channel,
            reactions: PerChannel { email: row.email_reactions, sms: row.sms_reactions, push: row.push_reactions }
                .map(i64::unsigned_abs),
            locale: row.locale,
            paused_until: row.paused_until,
        };
        let analysed_at = row.last_analysis.map_or(row.analysed_at, |last| last.max(row.analysed_at));
        let assessment = Assessment {
            // The stored scores are for sorting; these are the same, and exact.
            scores: Scores::of(&row.facts, analysed_at),
            recommended: row.recommended_strategy,
            needs_follow_up: row.needs_follow_up,
            assessed_on: row.last_analysis_on.map_or(row.assessed_on, |last| last.max(row.assessed_on)),
            days_to_next: row.days_to_next.unsigned_abs(),
        };
        Insight { key: row.client_key, profile: row.facts, assessment, contact, analysed_at, last_sent: row.last_sent }
    }
}

macro_rules! reactions {
    ($channel:literal) => {
        concat!(
            "(select cast(count(*) as bigint) from ai_follow_ups f join follow_up_events e on e.follow_up_id = f.id
              where f.client_key = i.client_key and e.kind in ('clicked', 'converted') and f.channel = '",
            $channel,
            "')
              as ",
            $channel,
            "_reactions, "
        )
    };
}

macro_rules! select {
    ($($rest:expr),*) => {
        concat!(
            "select i.client_key, d.facts, i.analysed_at, s.analysed_at as last_analysis,
                s.full_pass_day as last_analysis_on,
                i.recommended_strategy, i.needs_follow_up, i.assessed_on, i.days_to_next,
                c.email_consent, c.sms_consent, c.push_consent,
                c.updated_at as told_at, c.preferred_channel, c.locale,
                c.phone as contact_phone, c.paused_until, p.platform, p.token, ",
            reactions!("email"), reactions!("sms"), reactions!("push"),
            "(select max(f.sent_at) from ai_follow_ups f
                where f.client_key = i.client_key and f.content_hash is not null) as last_sent
            from client_insights i
            join engine_state s on s.id = 1
            join client_facts d on d.client_key = i.client_key
            left join client_contacts c on c.client_key = i.client_key
            left join push_endpoints p on p.id = (select q.id from push_endpoints q
                where q.client_id in (select n.name from client_names n where n.client_key = i.client_key)
                    and q.enabled order by q.created_at, q.token limit 1) ",
            $($rest),*
        )
    };
}

impl Connection {
    /// Looks up the suppressed addresses of the rows: two queries for any number of rows.
    async fn complete(&mut self, rows: Vec<Row>) -> sqlx::Result<Vec<Insight>> {
        let addresses: Vec<Addresses> = rows.iter().map(Row::addresses).collect();
        let suppressed = self.suppressed(&addresses).await?;
        let parts = rows.into_iter().zip(addresses).zip(suppressed);
        Ok(parts.map(|((row, addresses), suppressed)| row.insight(addresses, suppressed)).collect())
    }

    /// Those of `clients` that are known, in the same order.
    pub async fn insights(&mut self, clients: &[ClientKey]) -> sqlx::Result<Vec<Insight>> {
        const POSTGRES: &str =
            select!("where i.client_key in (select cast(jsonb_array_elements_text(cast($1 as jsonb)) as uuid))");
        const SQLITE: &str =
            select!("where i.client_key in (select unhex(replace(value, '-', '')) from json_each($1))");
        let rows: Vec<Row> = match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_as(POSTGRES).bind(Json(clients)).fetch_all(db).await }).await?
            }
            Either::Sqlite(db) => sqlx::query_as(SQLITE).bind(Json(clients)).fetch_all(db).await?,
        };
        let place: HashMap<&ClientKey, usize> = clients.iter().zip(0..).collect();
        let mut found = self.complete(rows).await?;
        found.sort_by_key(|insight| place.get(&insight.key));
        Ok(found)
    }

    pub async fn insight(&mut self, client: ClientKey) -> sqlx::Result<Option<Insight>> {
        const SQL: &str = select!("where i.client_key = $1");
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(client).fetch_optional(db).await)?;
        Ok(self.complete(row.into_iter().collect()).await?.pop())
    }

    /// Clients to whom a strategy is recommended, who need a follow-up, have none open, and whose cooldown, if any,
    /// started at [`crate::follow_up::gate::cooldown_cutoff`] or earlier; best first: never contacted, then longest
    /// ago, highest risk, highest lifetime value, key.
    pub async fn candidates(
        &mut self,
        strategy: &StrategyId,
        cooldown_cutoff: DateTime<Utc>,
        limit: i64,
        offset: i64,
    ) -> sqlx::Result<Vec<Insight>> {
        const SQL: &str = select!(
            "where i.recommended_strategy = $1 and i.needs_follow_up
                and not exists (select 1 from ai_follow_ups f where f.client_key = i.client_key
                    and (f.status in ('pending', 'approved', 'sending', 'uncertain')
                        or (f.strategy_id = $1 and ",
            rests_from!("f."),
            " > $2)))
            order by last_sent nulls first, i.risk_score desc, i.spent_cents desc, i.client_key
            limit $3 offset $4"
        );
        let rows: Vec<Row> = on!(self, db =>
            sqlx::query_as(SQL).bind(strategy).bind(cooldown_cutoff).bind(limit).bind(offset).fetch_all(db).await)?;
        self.complete(rows).await
    }
}
