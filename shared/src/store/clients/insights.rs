//! The stored insights: written by analysing, read by everyone.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::types::Json;

use crate::{
    client::{Addresses, Channel, ClientId, Contact, Device, PerChannel, PhoneNumber, Platform, Profile, Scores},
    consent::{self, Source, Word},
    locale::Locale,
    store::{Connection, Either, Store, Tx, clients::intake::stamp, follow_ups::rests_from, on},
    strategy::{Assessment, StrategyId},
};

/// A client as of their last analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    pub profile: Profile,
    pub assessment: Assessment,
    pub contact: Contact,
    pub analysed_at: DateTime<Utc>,
    /// When the client was last sent anything.
    pub last_sent: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(json)]
    facts: Profile,
    analysed_at: DateTime<Utc>,
    rescore_at: DateTime<Utc>,
    recommended_strategy: Option<StrategyId>,
    needs_follow_up: bool,
    next_follow_up_on: NaiveDate,
    email_consent: Option<bool>,
    sms_consent: Option<bool>,
    push_consent: Option<bool>,
    /// When the three were said.
    told_at: Option<DateTime<Utc>>,
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
    /// Each column of `client_contacts` is one word of the client.
    fn consent_events(&self) -> Vec<consent::Event> {
        let Some(said_at) = self.told_at else { return Vec::new() };
        let said = PerChannel { email: self.email_consent, sms: self.sms_consent, push: self.push_consent };
        let event = |(channel, agreed): (Channel, &Option<bool>)| {
            let word = if (*agreed)? { Word::Agreed } else { Word::Refused };
            Some(consent::Event { channel, word, said_at, source: Source::Preferences })
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

    /// There is no other way to an [`Insight`]: whoever has one has asked which of its addresses are suppressed.
    fn insight(self, addresses: Addresses, suppressed: PerChannel<bool>) -> Insight {
        let row = self;
        let contact = Contact {
            addresses,
            consent: consent::in_force(&row.consent_events(), consent::BEFORE_ANY_WORD),
            suppressed,
            reactions: PerChannel { email: row.email_reactions, sms: row.sms_reactions, push: row.push_reactions }
                .map(i64::unsigned_abs),
            locale: row.locale,
            paused_until: row.paused_until,
        };
        let assessment = Assessment {
            // The stored scores are there to sort by; these are the same, and exact.
            scores: Scores::of(&row.facts, row.analysed_at),
            recommended: row.recommended_strategy,
            needs_follow_up: row.needs_follow_up,
            next_follow_up_on: row.next_follow_up_on,
            stale_at: row.rescore_at,
        };
        Insight { profile: row.facts, assessment, contact, analysed_at: row.analysed_at, last_sent: row.last_sent }
    }
}

macro_rules! reactions {
    ($channel:literal) => {
        concat!(
            "(select cast(count(*) as bigint) from ai_follow_ups f join follow_up_events e on e.follow_up_id = f.id
              where f.client_id = i.client_id and e.kind in ('opened', 'clicked') and f.channel = '",
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
            "select i.facts, i.analysed_at, i.rescore_at, i.recommended_strategy, i.needs_follow_up,
                i.next_follow_up_on, c.email_consent, c.sms_consent, c.push_consent,
                c.updated_at as told_at, c.locale,
                c.phone as contact_phone, c.paused_until, p.platform, p.token, ",
            reactions!("email"), reactions!("sms"), reactions!("push"),
            "(select max(f.sent_at) from ai_follow_ups f where f.client_id = i.client_id) as last_sent
            from client_insights i
            left join client_contacts c on c.client_id = i.client_id
            left join push_endpoints p on p.id = (select q.id from push_endpoints q
                where q.client_id = i.client_id and q.enabled order by q.created_at, q.token limit 1) ",
            $($rest),*
        )
    };
}

impl Connection {
    /// Asks which addresses of the rows are suppressed: two queries, however many rows there are.
    async fn complete(&mut self, rows: Vec<Row>) -> sqlx::Result<Vec<Insight>> {
        let addresses: Vec<Addresses> = rows.iter().map(Row::addresses).collect();
        let suppressed = self.suppressed(&addresses).await?;
        let parts = rows.into_iter().zip(addresses).zip(suppressed);
        Ok(parts.map(|((row, addresses), suppressed)| row.insight(addresses, suppressed)).collect())
    }

    /// Those of `clients` that are known, in the same order.
    pub async fn insights(&mut self, clients: &[ClientId]) -> sqlx::Result<Vec<Insight>> {
        const POSTGRES: &str = select!("where i.client_id in (select jsonb_array_elements_text(cast($1 as jsonb)))");
        const SQLITE: &str = select!("where i.client_id in (select value from json_each($1))");
        let rows: Vec<Row> = match self.by_engine() {
            Either::Postgres(db) => sqlx::query_as(POSTGRES).bind(Json(clients)).fetch_all(db).await?,
            Either::Sqlite(db) => sqlx::query_as(SQLITE).bind(Json(clients)).fetch_all(db).await?,
        };
        let place: HashMap<&ClientId, usize> = clients.iter().zip(0..).collect();
        let mut found = self.complete(rows).await?;
        found.sort_by_key(|insight| place.get(&insight.profile.client_id));
        Ok(found)
    }

    pub async fn insight(&mut self, client: &ClientId) -> sqlx::Result<Option<Insight>> {
        const SQL: &str = select!("where i.client_id = $1");
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(client).fetch_optional(db).await)?;
        Ok(self.complete(row.into_iter().collect()).await?.pop())
    }

    /// Clients a strategy is recommended to who need a follow-up, have none open, and for whom it rests from
    /// `rested` at the latest ([`crate::follow_up::gate::rested`]); best first: never contacted, then longest ago, risk falling, lifetime value falling, client id.
    pub async fn candidates(
        &mut self,
        strategy: &StrategyId,
        rested: DateTime<Utc>,
        limit: i64,
        offset: i64,
    ) -> sqlx::Result<Vec<Insight>> {
        const SQL: &str = select!(
            "where i.recommended_strategy = $1 and i.needs_follow_up
                and not exists (select 1 from ai_follow_ups f where f.client_id = i.client_id
                    and (f.status in ('pending', 'approved', 'sending', 'uncertain')
                        or (f.strategy_id = $1 and ",
            rests_from!("f."),
            " > $2)))
            order by last_sent nulls first, i.risk_score desc, i.spent_cents desc, i.client_id
            limit $3 offset $4"
        );
        let rows: Vec<Row> = on!(self, db =>
            sqlx::query_as(SQL).bind(strategy).bind(rested).bind(limit).bind(offset).fetch_all(db).await)?;
        self.complete(rows).await
    }
}

impl Store {
    /// Profiles after `after` whose scores may be others by now, or all of them, in order of client.
    pub async fn stale_profiles(
        &self,
        after: &str,
        now: DateTime<Utc>,
        all: bool,
        limit: i64,
    ) -> sqlx::Result<Vec<Profile>> {
        const SQL: &str = "select facts from client_insights
            where client_id > $1 and ($2 or rescore_at <= $3 or analysed_at > $3) order by client_id limit $4";
        let rows: Vec<Json<Profile>> = on!(self, db =>
            sqlx::query_scalar(SQL).bind(after).bind(all).bind(now).bind(limit).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|Json(profile)| profile).collect())
    }
}

/// What a pass writes of one client, as SQLite reads it.
#[derive(Serialize)]
struct Written<'a> {
    client_id: &'a ClientId,
    facts: &'a Profile,
    name: &'a str,
    sought: String,
    reservations: u32,
    cancellations: u32,
    spent_cents: i64,
    #[serde(serialize_with = "stamp")]
    last_activity: DateTime<Utc>,
    full_pass: i64,
    #[serde(serialize_with = "stamp")]
    analysed_at: DateTime<Utc>,
    #[serde(serialize_with = "stamp")]
    rescore_at: DateTime<Utc>,
    days_since_last: i64,
    risk_score: u8,
    engagement_score: f64,
    recommended_strategy: Option<&'a StrategyId>,
    needs_follow_up: bool,
    next_follow_up_on: NaiveDate,
}

macro_rules! replace_facts {
    () => {
        " on conflict (client_id) do update set
            facts = excluded.facts, name = excluded.name, sought = excluded.sought,
            reservations = excluded.reservations,
            cancellations = excluded.cancellations, spent_cents = excluded.spent_cents,
            last_activity = excluded.last_activity, full_pass = excluded.full_pass,
            analysed_at = excluded.analysed_at, rescore_at = excluded.rescore_at,
            days_since_last = excluded.days_since_last, risk_score = excluded.risk_score,
            engagement_score = excluded.engagement_score, recommended_strategy = excluded.recommended_strategy,
            needs_follow_up = excluded.needs_follow_up, next_follow_up_on = excluded.next_follow_up_on"
    };
}

impl Tx {
    /// Writes what a pass found out, in order of client, so that two passes at once never wait for each other in a
    /// circle.
    pub async fn write_insights(
        &mut self,
        page: &[(Profile, Assessment)],
        full_pass: i64,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        // Columns as arrays: parsing a JSON document of the page would cost the server more than all the rest.
        const POSTGRES: &str = concat!(
            "insert into client_insights (client_id, facts, name, reservations, cancellations, spent_cents,
                last_activity, rescore_at, days_since_last, risk_score, engagement_score, recommended_strategy,
                needs_follow_up, next_follow_up_on, sought, full_pass, analysed_at)
            select client_id, facts::json, name, reservations, cancellations, spent_cents, last_activity,
                rescore_at, days_since_last, risk_score, engagement_score, recommended_strategy, needs_follow_up,
                next_follow_up_on, sought, $16, $17
            from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                $7::timestamptz[], $8::timestamptz[], $9::bigint[], $10::bigint[], $11::double precision[],
                $12::text[], $13::boolean[], $14::date[], $15::text[])
                as page (client_id, facts, name, reservations, cancellations, spent_cents, last_activity,
                    rescore_at, days_since_last, risk_score, engagement_score, recommended_strategy,
                    needs_follow_up, next_follow_up_on, sought)",
            replace_facts!()
        );
        const SQLITE: &str = concat!(
            "insert into client_insights (client_id, facts, name, sought, reservations, cancellations,
                spent_cents, last_activity, full_pass, analysed_at, rescore_at, days_since_last, risk_score, engagement_score,
                recommended_strategy, needs_follow_up, next_follow_up_on)
            select value ->> 'client_id', value -> 'facts', value ->> 'name', value ->> 'sought',
                value ->> 'reservations', value ->> 'cancellations', value ->> 'spent_cents', value ->> 'last_activity',
                value ->> 'full_pass', value ->> 'analysed_at', value ->> 'rescore_at',
                value ->> 'days_since_last', value ->> 'risk_score', value ->> 'engagement_score',
                value ->> 'recommended_strategy', value ->> 'needs_follow_up', value ->> 'next_follow_up_on'
            from json_each($1) where true",
            replace_facts!()
        );
        match self.by_engine() {
            Either::Postgres(db) => {
                // Whatever is lost of it is computed again.
                sqlx::query("set local synchronous_commit = off").execute(&mut *db).await?;
                let facts =
                    page.iter().map(|(profile, _)| serde_json::to_string(profile)).collect::<Result<Vec<_>, _>>();
                let facts = facts.map_err(|e| sqlx::Error::Encode(e.into()))?;
                macro_rules! column {
                    ($profile:ident, $assessment:ident => $value:expr) => {
                        page.iter().map(|($profile, $assessment)| $value).collect::<Vec<_>>()
                    };
                }
                sqlx::query(POSTGRES)
                    .bind(column!(p, _a => p.client_id.as_str()))
                    .bind(facts)
                    .bind(column!(p, _a => p.name.as_str()))
                    .bind(column!(p, _a => i64::from(p.reservations)))
                    .bind(column!(p, _a => i64::from(p.cancellations)))
                    .bind(column!(p, _a => p.spent.0))
                    .bind(column!(p, _a => p.newest.created_at))
                    .bind(column!(_p, a => a.stale_at))
                    .bind(column!(_p, a => a.scores.days_since_last))
                    .bind(column!(_p, a => i64::from(a.scores.risk)))
                    .bind(column!(_p, a => a.scores.engagement))
                    .bind(column!(_p, a => a.recommended.as_ref().map(|id| id.0.as_str())))
                    .bind(column!(_p, a => a.needs_follow_up))
                    .bind(column!(_p, a => a.next_follow_up_on))
                    .bind(column!(p, _a => sought(p)))
                    .bind(full_pass)
                    .bind(now)
                    .execute(db)
                    .await
                    .map(drop)
            }
            Either::Sqlite(db) => {
                let rows: Vec<Written> = page.iter().map(|(p, a)| written(p, a, full_pass, now)).collect();
                sqlx::query(SQLITE).bind(Json(&rows)).execute(db).await.map(drop)
            }
        }
    }

    /// Removes the insights a full pass has not met because their reservations are gone, or cannot be read any more.
    pub async fn remove_gone(&mut self, full_pass: i64) -> sqlx::Result<u64> {
        const SQL: &str = "delete from client_insights where full_pass <> $1
            and not exists (select 1 from bookings b where b.client_id = client_insights.client_id
                and b.cents is not null and b.status is not null and b.end_date is not null
                and b.created_at is not null)";
        on!(self, db => sqlx::query(SQL).bind(full_pass).execute(db).await.map(|done| done.rows_affected()))
    }

    pub async fn remove_insight(&mut self, client: &ClientId) -> sqlx::Result<u64> {
        const SQL: &str = "delete from client_insights where client_id = $1";
        on!(self, db => sqlx::query(SQL).bind(client).execute(db).await.map(|done| done.rows_affected()))
    }
}

/// Name and address as a search reads them.
fn sought(profile: &Profile) -> String {
    format!("{}\n{}", profile.name, profile.client_id).to_lowercase()
}

fn written<'a>(profile: &'a Profile, assessment: &'a Assessment, full_pass: i64, now: DateTime<Utc>) -> Written<'a> {
    Written {
        client_id: &profile.client_id,
        facts: profile,
        name: &profile.name,
        sought: sought(profile),
        reservations: profile.reservations,
        cancellations: profile.cancellations,
        spent_cents: profile.spent.0,
        last_activity: profile.newest.created_at,
        full_pass,
        analysed_at: now,
        rescore_at: assessment.stale_at,
        days_since_last: assessment.scores.days_since_last,
        risk_score: assessment.scores.risk,
        engagement_score: assessment.scores.engagement,
        recommended_strategy: assessment.recommended.as_ref(),
        needs_follow_up: assessment.needs_follow_up,
        next_follow_up_on: assessment.next_follow_up_on,
    }
}
