//! May this message leave? Asked when a follow-up is generated, and again inside the claim.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::{
    calendar::Calendar,
    client::{Channel, Contact, Profile},
    settings::Settings,
    strategy::Strategy,
};

/// One reason why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the system is switched off")]
    Disabled,
    #[error("no consent for this channel")]
    NoConsent,
    #[error("unreachable by the channels its strategy allows")]
    Unreachable,
    #[error("contact is paused until {0}")]
    Paused(DateTime<Utc>),
    #[error("the approval does not cover the text that stands")]
    ApprovalStale,
    #[error("the client came back by itself")]
    CameBack,
    #[error("the client is here until {0}")]
    ClientIsHere(NaiveDate),
    #[error("the offer ran out on {0}")]
    OfferExpired(NaiveDate),
    #[error("this strategy rests for the client until {0}")]
    Cooldown(DateTime<Utc>),
    #[error("the client was written to lately: not before {0}")]
    ClientCap(DateTime<Utc>),
    #[error("quiet hours until {0}")]
    QuietHours(DateTime<Utc>),
    #[error("the day's limit is reached: not before {0}")]
    DailyLimit(DateTime<Utc>),
}

/// What is to be done with a follow-up that may not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Try again then.
    Defer(DateTime<Utc>),
    /// It will never leave. `rests`: whether its strategy now rests for this client, as if it had been sent.
    Cancel { rests: bool },
    /// Back before a person.
    Void,
    /// Leave it as it is; nothing is sent at all.
    Stop,
}

impl Refusal {
    /// A word for logs, counts and `ai_follow_ups.failure`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::NoConsent => "no_consent",
            Self::Unreachable => "unreachable",
            Self::Paused(_) => "paused",
            Self::ApprovalStale => "approval_stale",
            Self::CameBack => "came_back",
            Self::ClientIsHere(_) => "client_is_here",
            Self::OfferExpired(_) => "offer_expired",
            Self::Cooldown(_) => "cooldown",
            Self::ClientCap(_) => "client_cap",
            Self::QuietHours(_) => "quiet_hours",
            Self::DailyLimit(_) => "daily_limit",
        }
    }

    pub const fn fate(self) -> Fate {
        match self {
            Self::Disabled => Fate::Stop,
            Self::NoConsent | Self::Unreachable => Fate::Cancel { rests: true },
            Self::CameBack | Self::ClientIsHere(_) | Self::OfferExpired(_) => Fate::Cancel { rests: false },
            Self::ApprovalStale => Fate::Void,
            Self::Paused(until)
            | Self::Cooldown(until)
            | Self::ClientCap(until)
            | Self::QuietHours(until)
            | Self::DailyLimit(until) => Fate::Defer(until),
        }
    }
}

/// What has been sent to a client before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct History {
    /// The last message of any strategy.
    pub last_sent: Option<DateTime<Utc>>,
    /// From when this strategy rests: last sent, or refused for good, or cancelled by a person.
    pub rests_from: Option<DateTime<Utc>>,
}

/// Everything the gate looks at that both moments share.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub settings: &'a Settings,
    pub calendar: &'a Calendar,
    pub strategy: &'a Strategy,
    pub profile: &'a Profile,
    pub contact: &'a Contact,
    pub history: History,
}

/// What is known of a follow-up that wants to leave.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    pub channel: Channel,
    pub written_at: DateTime<Utc>,
    /// When the client last made a reservation they have not cancelled.
    pub last_kept_reservation: Option<DateTime<Utc>>,
    pub offer_valid_until: Option<NaiveDate>,
    pub approval_covers_text: bool,
}

impl Case<'_> {
    /// Whether a follow-up may be written at all, and for which channel. The day's limit is the quota's to refuse:
    /// it is only known inside the writing transaction.
    pub fn may_write(&self, now: DateTime<Utc>) -> Result<Channel, Refusal> {
        self.client_allows(now)?;
        let allowed = |channel: &Channel| self.strategy.channels.contains(channel);
        let preferred = self.contact.preferred(self.profile);
        let channel = preferred.into_iter().find(allowed).ok_or_else(|| {
            let reachable = self.contact.reachable(self.profile).iter().any(allowed);
            if reachable { Refusal::NoConsent } else { Refusal::Unreachable }
        })?;
        self.has_rested(now)?;
        Ok(channel)
    }

    /// Whether a written and approved one may leave now.
    pub fn may_send(&self, leaving: &Leaving, now: DateTime<Utc>) -> Result<(), Refusal> {
        if leaving.last_kept_reservation.is_some_and(|at| at > leaving.written_at) {
            return Err(Refusal::CameBack);
        }
        self.client_allows(now)?;
        if self.contact.address(leaving.channel).is_none() {
            return Err(Refusal::Unreachable);
        }
        if !self.contact.consent.allows(leaving.channel) {
            return Err(Refusal::NoConsent);
        }
        if !leaving.approval_covers_text {
            return Err(Refusal::ApprovalStale);
        }
        if let Some(day) = leaving.offer_valid_until.filter(|day| *day < self.calendar.day(now)) {
            return Err(Refusal::OfferExpired(day));
        }
        self.has_rested(now)?;
        match self.calendar.next_open(now) {
            open if open > now => Err(Refusal::QuietHours(open)),
            _ => Ok(()),
        }
    }

    fn client_allows(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.settings.enabled {
            return Err(Refusal::Disabled);
        }
        if let Some(until) = self.contact.paused_until.filter(|until| *until > now) {
            return Err(Refusal::Paused(until));
        }
        match self.profile.last_day {
            Some(day) if !self.strategy.also_current && self.profile.is_here(self.calendar.day(now)) => {
                Err(Refusal::ClientIsHere(day))
            }
            _ => Ok(()),
        }
    }

    fn has_rested(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let after = |from: Option<DateTime<Utc>>, days: i64| from.map(|at| at + TimeDelta::days(days));
        let later = |until: &DateTime<Utc>| *until > now;
        if let Some(until) = after(self.history.rests_from, i64::from(self.strategy.cooldown_days)).filter(later) {
            return Err(Refusal::Cooldown(until));
        }
        match after(self.history.last_sent, self.settings.options.client_cap_days).filter(later) {
            Some(until) => Err(Refusal::ClientCap(until)),
            None => Ok(()),
        }
    }
}

/// The refusal of a day whose limit is used up: the next day's opening.
pub fn daily_limit(calendar: &Calendar, now: DateTime<Utc>) -> Refusal {
    Refusal::DailyLimit(calendar.next_open(calendar.start_of(calendar.day(now) + Days::new(1))))
}
