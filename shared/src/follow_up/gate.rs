//! The gate: whether a message may be sent. Asked when a follow-up is generated, and again inside the claim.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::{
    calendar::Calendar,
    client::{Channel, Contact, PhoneNumber, Profile, Scores},
    settings::Settings,
    strategy::Strategy,
    text_enum::text_enum,
};

/// Why a follow-up may not be written or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the system is switched off")]
    Disabled,
    #[error("the address is suppressed: it bounced, complained or opted out")]
    Suppressed,
    #[error("no consent for this channel")]
    NoConsent,
    #[error("unreachable by the channels its strategy allows")]
    Unreachable,
    #[error("the number takes no SMS from here: it is no mobile number of a country in `sms_countries`, or nobody's")]
    NumberNotServed,
    #[error("contact is paused until {0}")]
    Paused(DateTime<Utc>),
    #[error("the approval does not cover the text that stands")]
    ApprovalStale,
    #[error("its strategy is switched off")]
    StrategyOff,
    #[error("its strategy does not apply any more: one of its conditions no longer holds")]
    NoLongerFires,
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
    #[error("the channel is paused for everybody: looked at again at {0}")]
    ChannelPaused(DateTime<Utc>),
    #[error("quiet hours until {0}")]
    QuietHours(DateTime<Utc>),
    #[error("the day's limit is reached: not before {0}")]
    DailyLimit(DateTime<Utc>),
}

text_enum! {
    /// A [`Refusal`] without its moment: for counts, the trail and [`super::Failure`].
    pub enum RefusalCode {
        Disabled = "disabled",
        Suppressed = "suppressed",
        NoConsent = "no_consent",
        Unreachable = "unreachable",
        NumberNotServed = "number_not_served",
        Paused = "paused",
        ApprovalStale = "approval_stale",
        StrategyOff = "strategy_off",
        NoLongerFires = "no_longer_fires",
        CameBack = "came_back",
        ClientIsHere = "client_is_here",
        OfferExpired = "offer_expired",
        Cooldown = "cooldown",
        ClientCap = "client_cap",
        ChannelPaused = "channel_paused",
        QuietHours = "quiet_hours",
        DailyLimit = "daily_limit",
    }
    unknown: "{0:?} is not a refusal of the gate: use one of {1}"
}

/// What to do with a follow-up that may not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Try again at this time.
    Defer(DateTime<Utc>),
    /// It can never be sent. `rests`: whether its strategy's cooldown starts, as if it had been sent.
    Cancel { rests: bool },
    /// It needs a new approval.
    Void,
    /// Leave it unchanged; nothing is sent at all.
    Stop,
}

impl Refusal {
    pub const fn code(self) -> RefusalCode {
        match self {
            Self::Disabled => RefusalCode::Disabled,
            Self::Suppressed => RefusalCode::Suppressed,
            Self::NoConsent => RefusalCode::NoConsent,
            Self::Unreachable => RefusalCode::Unreachable,
            Self::NumberNotServed => RefusalCode::NumberNotServed,
            Self::Paused(_) => RefusalCode::Paused,
            Self::ApprovalStale => RefusalCode::ApprovalStale,
            Self::StrategyOff => RefusalCode::StrategyOff,
            Self::NoLongerFires => RefusalCode::NoLongerFires,
            Self::CameBack => RefusalCode::CameBack,
            Self::ClientIsHere(_) => RefusalCode::ClientIsHere,
            Self::OfferExpired(_) => RefusalCode::OfferExpired,
            Self::Cooldown(_) => RefusalCode::Cooldown,
            Self::ClientCap(_) => RefusalCode::ClientCap,
            Self::ChannelPaused(_) => RefusalCode::ChannelPaused,
            Self::QuietHours(_) => RefusalCode::QuietHours,
            Self::DailyLimit(_) => RefusalCode::DailyLimit,
        }
    }

    pub const fn disposition(self) -> Disposition {
        match self {
            Self::Disabled => Disposition::Stop,
            Self::Suppressed | Self::NoConsent | Self::Unreachable | Self::NumberNotServed => {
                Disposition::Cancel { rests: true }
            }
            Self::CameBack | Self::ClientIsHere(_) | Self::OfferExpired(_) => Disposition::Cancel { rests: false },
            Self::ApprovalStale | Self::StrategyOff | Self::NoLongerFires => Disposition::Void,
            Self::Paused(until)
            | Self::Cooldown(until)
            | Self::ClientCap(until)
            | Self::ChannelPaused(until)
            | Self::QuietHours(until)
            | Self::DailyLimit(until) => Disposition::Defer(until),
        }
    }
}

/// What has passed between a client and us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct History {
    /// The last message of any strategy.
    pub last_sent: Option<DateTime<Utc>>,
    /// The start of this strategy's cooldown: last sent, refused for good, or cancelled.
    pub rests_from: Option<DateTime<Utc>>,
    /// When the client last made a reservation they have not cancelled; it may be dated ahead.
    pub last_kept: Option<DateTime<Utc>>,
}

impl History {
    /// The end of `strategy`'s cooldown for the client, if it is not over at `now`.
    pub fn rests_until(&self, strategy: &Strategy, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.rests_from.filter(|from| *from > cooldown_cutoff(strategy, now)).map(|from| from + cooldown(strategy))
    }
}

/// The latest start of a cooldown of `strategy` that is over at `now`.
pub fn cooldown_cutoff(strategy: &Strategy, now: DateTime<Utc>) -> DateTime<Utc> {
    now - cooldown(strategy)
}

fn cooldown(strategy: &Strategy) -> TimeDelta {
    TimeDelta::days(strategy.cooldown_days.into())
}

/// What the gate needs both when a follow-up is written and when it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub settings: &'a Settings,
    pub calendar: &'a Calendar,
    pub strategy: &'a Strategy,
    pub profile: &'a Profile,
    pub contact: &'a Contact,
    pub history: History,
}

/// What the gate needs to know of a follow-up that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    pub channel: Channel,
    pub written_at: DateTime<Utc>,
    /// [`crate::follow_up::FollowUp::bound_to_conditions`].
    pub bound_to_conditions: bool,
    pub offer_valid_until: Option<NaiveDate>,
    pub approval_covers_text: bool,
    /// Whether the channel is paused.
    pub channel_is_paused: bool,
}

/// How long to defer on a paused channel: it is unknown when a person will resume it.
const PAUSE_RECHECK: TimeDelta = TimeDelta::hours(1);

impl Case<'_> {
    /// Whether a follow-up may be written at all, and for which channel. The day's limit is not checked here: the quota
    /// enforces it inside the writing transaction.
    pub fn may_write(&self, now: DateTime<Utc>) -> Result<Channel, Refusal> {
        self.has_not_come_back_since(now)?;
        self.client_allows(now)?;
        let channel = self.channel()?;
        self.strategy_is_on()?;
        self.has_rested(now)?;
        Ok(channel)
    }

    /// The channel of a new follow-up: the first of the strategy's that is usable, unless the client has said or shown
    /// that another suits them better. It is chosen only here.
    ///
    /// # Errors
    /// Why there is none.
    pub fn channel(&self) -> Result<Channel, Refusal> {
        let usable = self.contact.usable(self.profile, &self.strategy.channels);
        usable.into_iter().find(|channel| self.serves(*channel)).ok_or_else(|| {
            let mut reachable = self.contact.reachable(self.profile);
            reachable.retain(|channel| self.strategy.channels.contains(channel));
            let has_any = !reachable.is_empty();
            reachable.retain(|channel| self.serves(*channel));
            if reachable.is_empty() {
                if has_any { Refusal::NumberNotServed } else { Refusal::Unreachable }
            } else if reachable.iter().all(|channel| self.contact.suppressed[*channel]) {
                Refusal::Suppressed
            } else {
                Refusal::NoConsent
            }
        })
    }

    /// Whether messages go out on this channel to the client's address: SMS only to mobile numbers of certain countries,
    /// because a booking form takes any number, and some cost whoever writes to them.
    fn serves(&self, channel: Channel) -> bool {
        let options = &self.settings.options;
        let served = |number: &PhoneNumber| {
            number.is_mobile_in(&options.sms_countries) && !options.known_placeholders().contains(number)
        };
        channel != Channel::Sms || self.contact.addresses.phone.as_ref().is_none_or(served)
    }

    /// Whether an approved follow-up may be sent now.
    pub fn may_send(&self, leaving: &Leaving, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.has_not_come_back_since(leaving.written_at)?;
        self.client_allows(now)?;
        if self.contact.addresses.on(leaving.channel).is_none() {
            return Err(Refusal::Unreachable);
        }
        if !self.serves(leaving.channel) {
            return Err(Refusal::NumberNotServed);
        }
        if self.contact.suppressed[leaving.channel] {
            return Err(Refusal::Suppressed);
        }
        if !self.contact.consent[leaving.channel] {
            return Err(Refusal::NoConsent);
        }
        if !leaving.approval_covers_text {
            return Err(Refusal::ApprovalStale);
        }
        self.strategy_is_on()?;
        // As of the time of writing: what has changed of the client and of the strategy counts, not that time has passed
        // until the follow-up's date.
        if leaving.bound_to_conditions
            && !self.strategy.fires(self.profile, &Scores::of(self.profile, leaving.written_at))
        {
            return Err(Refusal::NoLongerFires);
        }
        if let Some(day) = leaving.offer_valid_until.filter(|day| *day < self.calendar.day(now)) {
            return Err(Refusal::OfferExpired(day));
        }
        self.has_rested(now)?;
        if leaving.channel_is_paused {
            return Err(Refusal::ChannelPaused(now + PAUSE_RECHECK));
        }
        match self.calendar.next_open(now) {
            open if open > now => Err(Refusal::QuietHours(open)),
            _ => Ok(()),
        }
    }

    fn has_not_come_back_since(&self, moment: DateTime<Utc>) -> Result<(), Refusal> {
        match self.history.last_kept {
            Some(at) if at > moment => Err(Refusal::CameBack),
            _ => Ok(()),
        }
    }

    const fn strategy_is_on(&self) -> Result<(), Refusal> {
        if self.strategy.is_active { Ok(()) } else { Err(Refusal::StrategyOff) }
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
        if let Some(until) = self.history.rests_until(self.strategy, now) {
            return Err(Refusal::Cooldown(until));
        }
        let cap = TimeDelta::days(self.settings.options.client_cap_days);
        match self.history.last_sent.map(|at| at + cap).filter(|until| *until > now) {
            Some(until) => Err(Refusal::ClientCap(until)),
            None => Ok(()),
        }
    }
}

/// The refusal for a day whose limit is used up; it defers to the next day's opening.
pub fn daily_limit(calendar: &Calendar, now: DateTime<Utc>) -> Refusal {
    Refusal::DailyLimit(calendar.next_open(calendar.start_of(calendar.day(now) + Days::new(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::{Device, Platform, tests::profile},
        settings::Delivery,
        strategy::builtin,
        testing::fixtures::contact_of,
    };

    const NOW: &str = "2026-03-10T09:00:00Z";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Everything the gate looks at; nothing prevents sending.
    struct World {
        settings: Settings,
        strategy: Strategy,
        profile: Profile,
        contact: Contact,
        history: History,
        leaving: Leaving,
        now: DateTime<Utc>,
    }

    impl World {
        fn new() -> Self {
            let profile = profile(|p| {
                p.last_day = Some(day("2026-03-09"));
                p.newest.created_at = at("2026-02-02T09:30:00Z");
            });
            Self {
                settings: Settings::new(Delivery::Outbox),
                // Inactive clients: e-mail and SMS, a cooldown of two weeks.
                strategy: builtin().remove(3),
                contact: contact_of(&profile),
                profile,
                history: History { last_kept: Some(at("2026-03-02T09:30:00Z")), ..History::default() },
                leaving: Leaving {
                    channel: Channel::Email,
                    written_at: at("2026-03-09T09:00:00Z"),
                    offer_valid_until: Some(day("2026-03-10")),
                    approval_covers_text: true,
                    channel_is_paused: false,
                    bound_to_conditions: true,
                },
                now: at(NOW),
            }
        }

        fn with(change: impl FnOnce(&mut Self)) -> Self {
            let mut world = Self::new();
            change(&mut world);
            world
        }

        fn ask(&self) -> (Result<Channel, Refusal>, Result<(), Refusal>) {
            let calendar = self.settings.calendar();
            let case = Case {
                settings: &self.settings,
                calendar: &calendar,
                strategy: &self.strategy,
                profile: &self.profile,
                contact: &self.contact,
                history: self.history,
            };
            (case.may_write(self.now), case.may_send(&self.leaving, self.now))
        }
    }

    type Obstacle = fn(&mut World);

    /// What prevents sending, in the order in which the gate reports it.
    const OBSTACLES: [(&str, Obstacle); 16] = [
        ("came_back", |w| w.history.last_kept = Some(at("2026-03-09T09:00:00.000001Z"))),
        ("disabled", |w| w.settings.enabled = false),
        ("paused", |w| w.contact.paused_until = Some(at("2026-03-10T09:00:00.000001Z"))),
        ("client_is_here", |w| w.profile.last_day = Some(day("2026-03-10"))),
        ("unreachable", |w| {
            w.contact.addresses.email = None;
            w.contact.addresses.phone = None;
        }),
        ("number_not_served", |w| {
            w.strategy.channels = vec![Channel::Sms];
            w.leaving.channel = Channel::Sms;
            w.profile.payments = [("orange_money".to_owned(), 1)].into();
            w.contact.addresses.phone = PhoneNumber::parse("+37121234567").ok();
        }),
        ("suppressed", |w| w.contact.suppressed.email = true),
        ("no_consent", |w| w.contact.consent.email = false),
        ("approval_stale", |w| w.leaving.approval_covers_text = false),
        ("strategy_off", |w| w.strategy.is_active = false),
        ("no_longer_fires", |w| w.profile.newest.created_at = at("2026-03-02T09:30:00Z")),
        ("offer_expired", |w| w.leaving.offer_valid_until = Some(day("2026-03-09"))),
        ("cooldown", |w| w.history.rests_from = Some(at("2026-02-24T09:00:00.000001Z"))),
        ("client_cap", |w| w.history.last_sent = Some(at("2026-03-07T09:00:00.000001Z"))),
        ("channel_paused", |w| w.leaving.channel_is_paused = true),
        ("quiet_hours", |w| w.settings.options.open_from = 11),
    ];

    fn refusal(world: &World) -> &'static str {
        world.ask().1.err().map_or("", |refusal| refusal.code().as_str())
    }

    #[test]
    fn nothing_in_the_way_it_may_be_written_and_leave() {
        assert_eq!(World::new().ask(), (Ok(Channel::Email), Ok(())));
    }

    #[test]
    fn each_hindrance_alone_holds_it_back_and_of_two_the_graver_is_told() {
        for (i, (code, obstruct)) in OBSTACLES.iter().enumerate() {
            assert_eq!(refusal(&World::with(obstruct)), *code);
            for (_, also) in &OBSTACLES[i + 1..] {
                let both = World::with(|w| {
                    also(w);
                    obstruct(w);
                });
                assert_eq!(refusal(&both), *code);
            }
        }
    }

    #[test]
    fn a_hindrance_ends_at_the_moment_it_says() {
        for end in [
            World::with(|w| w.history.last_kept = Some(w.leaving.written_at)),
            World::with(|w| w.contact.paused_until = Some(w.now)),
            World::with(|w| w.history.rests_from = Some(w.now - TimeDelta::days(14))),
            World::with(|w| w.history.last_sent = Some(w.now - TimeDelta::days(3))),
            World::with(|w| w.settings.options.open_from = 10),
            World::with(|w| w.leaving.offer_valid_until = None),
        ] {
            assert_eq!(refusal(&end), "");
        }
    }

    #[test]
    fn what_is_deferred_is_deferred_to_a_date() {
        let told = |world: World| world.ask().1.expect_err("refused");
        let (tomorrow, next) = (at("2026-03-11T09:00:00Z"), at("2026-03-12T08:00:00Z"));
        let deferred = [
            (told(World::with(|w| w.contact.paused_until = Some(tomorrow))), tomorrow),
            (told(World::with(|w| w.history.rests_from = Some(next - TimeDelta::days(14)))), next),
            (told(World::with(|w| w.history.last_sent = Some(next - TimeDelta::days(3)))), next),
            (told(World::with(|w| w.leaving.channel_is_paused = true)), at("2026-03-10T10:00:00Z")),
            (told(World::with(|w| w.settings.options.open_from = 11)), at("2026-03-10T10:00:00Z")),
            (daily_limit(&World::new().settings.calendar(), at("2026-03-14T09:00:00Z")), at("2026-03-16T07:00:00Z")),
        ];
        for (refusal, until) in deferred {
            assert_eq!(refusal.disposition(), Disposition::Defer(until), "{refusal}");
        }
    }

    #[test]
    fn what_can_never_leave_is_cancelled_and_rests_only_where_trying_again_would_not_help() {
        let disposition = |code: &str| {
            let (_, obstruct) = OBSTACLES.iter().find(|(name, _)| *name == code).expect("an obstacle");
            World::with(obstruct).ask().1.expect_err("refused").disposition()
        };
        assert_eq!(
            ["no_consent", "unreachable", "number_not_served", "suppressed"].map(disposition),
            [Disposition::Cancel { rests: true }; 4]
        );
        let excused = [disposition("came_back"), disposition("client_is_here"), disposition("offer_expired")];
        assert_eq!(excused, [Disposition::Cancel { rests: false }; 3]);
        let for_a_person = [disposition("approval_stale"), disposition("strategy_off"), disposition("no_longer_fires")];
        assert_eq!((for_a_person, disposition("disabled")), ([Disposition::Void; 3], Disposition::Stop));
    }

    #[test]
    fn nobody_is_written_to_whom_it_could_not_be_sent() {
        let told =
            |obstruct: Obstacle| World::with(obstruct).ask().0.err().map_or("", |refusal| refusal.code().as_str());
        for (code, obstruct) in OBSTACLES {
            let at_writing = match code {
                // These depend on a written text, or on the time of sending.
                "came_back" | "approval_stale" | "no_longer_fires" | "offer_expired" | "channel_paused"
                | "quiet_hours" => "",
                told => told,
            };
            assert_eq!(told(obstruct), at_writing, "{code}");
        }
        assert_eq!(told(|w| w.strategy.channels = vec![Channel::Push]), "unreachable");
        assert_eq!(
            told(|w| w.history.last_kept = Some(at("2026-03-10T09:02:00Z"))),
            "came_back",
            "a booking dated ahead"
        );
    }

    #[test]
    fn the_channel_is_the_strategys_first_unless_the_client_shows_otherwise() {
        let by_both = |channels: [Channel; 2]| {
            World::with(|w| {
                w.strategy.channels = channels.to_vec();
                w.profile.payments = [("orange_money".to_owned(), 1)].into();
                w.contact.addresses.phone = PhoneNumber::parse("0812345678").ok();
            })
        };
        assert_eq!(by_both([Channel::Sms, Channel::Email]).ask().0, Ok(Channel::Sms));
        assert_eq!(by_both([Channel::Email, Channel::Sms]).ask().0, Ok(Channel::Email));
        let mut clicked = by_both([Channel::Sms, Channel::Email]);
        clicked.contact.reactions.email = 1;
        assert_eq!(clicked.ask().0, Ok(Channel::Email));
        let world = World::with(|w| {
            w.contact.addresses.device = Some(Device { platform: Platform::Android, token: "device".to_owned() });
            w.contact.reactions.push = 3;
        });
        assert_eq!(world.ask().0, Ok(Channel::Email), "push is not for this strategy");
        let world = World::with(|w| w.strategy.channels = vec![Channel::Push, Channel::Email]);
        assert_eq!(world.ask().0, Ok(Channel::Email), "there is no device");
    }

    #[test]
    fn a_suppressed_address_gives_way_to_the_next_channel_and_is_told_where_there_is_none() {
        let gone = |w: &mut World| w.contact.suppressed.email = true;
        let pushed = World::with(|w| {
            gone(w);
            w.strategy.channels = vec![Channel::Email, Channel::Push];
            w.contact.addresses.device = Some(Device { platform: Platform::Ios, token: "device".to_owned() });
        });
        assert_eq!(pushed.ask().0, Ok(Channel::Push));
        assert_eq!(World::with(gone).ask().0, Err(Refusal::Suppressed));
    }

    #[test]
    fn conditions_are_asked_again_of_what_has_changed_not_of_the_time_that_has_passed() {
        let newcomer = |days_ago: i64| {
            World::with(|w| {
                w.strategy = builtin().remove(2);
                w.profile.newest.created_at = w.leaving.written_at - TimeDelta::days(days_ago);
                w.leaving.offer_valid_until = None;
                w.now += TimeDelta::days(6);
            })
        };
        assert_eq!(refusal(&newcomer(6)), "", "within a week when it was written");
        assert_eq!(refusal(&newcomer(7)), "no_longer_fires");
        let decided = World::with(|w| {
            w.strategy = builtin().remove(2);
            w.leaving.bound_to_conditions = false;
        });
        assert_eq!(refusal(&decided), "", "a person has decided in spite of it");
    }

    #[test]
    fn an_sms_goes_to_the_mobile_numbers_of_our_countries_and_else_the_next_channel_is_taken() {
        let by_sms = |number: &str, channels: &[Channel]| {
            World::with(|w| {
                w.strategy.channels = channels.to_vec();
                w.profile.payments = [("orange_money".to_owned(), 1)].into();
                w.contact.addresses.phone = PhoneNumber::parse(number).ok();
                // What they showed comes first.
                w.contact.reactions.sms = 5;
            })
            .ask()
            .0
        };
        assert_eq!(by_sms("0812345678", &[Channel::Sms]), Ok(Channel::Sms));
        for number in ["+37121234567", "+13475551234", "0810000000"] {
            assert_eq!(by_sms(number, &[Channel::Sms, Channel::Email]), Ok(Channel::Email), "{number}");
            assert_eq!(by_sms(number, &[Channel::Sms]), Err(Refusal::NumberNotServed), "{number}");
        }
    }

    #[test]
    fn a_strategy_for_whoever_is_here_does_not_stop_at_that() {
        let world = World::with(|w| {
            w.profile.last_day = Some(day("2026-03-10"));
            w.strategy.also_current = true;
        });
        assert_eq!(world.ask(), (Ok(Channel::Email), Ok(())));
    }
}
