//! Derives the consent in force from the events.

use super::{Decision, Event};
use crate::client::PerChannel;

/// The default before any event: a client who books may be contacted until they refuse.
pub const DEFAULT_CONSENT: PerChannel<bool> = PerChannel { email: true, sms: true, push: true };

/// Whether each channel is allowed, from the events of one client in any order.
///
/// The latest event about a channel decides; of two at the same moment, the refusal. `defaults` applies to channels
/// without an event.
pub fn in_force<'a>(events: impl IntoIterator<Item = &'a Event>, defaults: PerChannel<bool>) -> PerChannel<bool> {
    let mut latest = PerChannel::<Option<&Event>>::default();
    for event in events {
        let known = &mut latest[event.channel];
        if known.is_none_or(|known| weight(known) < weight(event)) {
            *known = Some(event);
        }
    }
    PerChannel::from_fn(|channel| latest[channel].map_or(defaults[channel], |event| event.decision == Decision::Agreed))
}

/// The event with the greatest weight decides.
fn weight(event: &Event) -> (chrono::DateTime<chrono::Utc>, bool) {
    (event.said_at, event.decision == Decision::Refused)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::{client::Channel, consent::Source};

    fn event(channel: Channel, decision: Decision, second: i64) -> Event {
        let said_at = DateTime::from_timestamp(second, 0).expect("a time");
        Event { channel, decision, said_at, source: Source::Preferences }
    }

    /// Few distinct moments, so that events often coincide.
    fn any_events() -> impl Strategy<Value = Vec<Event>> {
        let one = (0usize..3, any::<bool>(), 0i64..6).prop_map(|(channel, agreed, second)| {
            event(Channel::ALL[channel], if agreed { Decision::Agreed } else { Decision::Refused }, second)
        });
        prop::collection::vec(one, 0..12)
    }

    fn any_defaults() -> impl Strategy<Value = PerChannel<bool>> {
        any::<[bool; 3]>().prop_map(|[email, sms, push]| PerChannel { email, sms, push })
    }

    #[test]
    fn who_said_nothing_is_as_the_default_says() {
        assert_eq!(in_force([], DEFAULT_CONSENT), PerChannel::all(true));
        assert_eq!(in_force([], PerChannel::all(false)), PerChannel::all(false));
    }

    #[test]
    fn a_word_is_about_its_own_channel_alone() {
        let refused = [event(Channel::Sms, Decision::Refused, 1)];
        assert_eq!(in_force(&refused, DEFAULT_CONSENT), PerChannel { email: true, sms: false, push: true });
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            (events, shuffled) in any_events().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle())),
            defaults in any_defaults(),
        ) {
            prop_assert_eq!(in_force(&events, defaults), in_force(&shuffled, defaults));
        }

        #[test]
        fn the_latest_word_wins(events in any_events(), defaults in any_defaults(), agreed in any::<bool>()) {
            let decision = if agreed { Decision::Agreed } else { Decision::Refused };
            for channel in Channel::ALL {
                let mut events = events.clone();
                events.push(event(channel, decision, 100));
                prop_assert_eq!(in_force(&events, defaults)[channel], agreed);
            }
        }

        #[test]
        fn a_refusal_is_overridden_by_a_later_word_alone(events in any_events(), defaults in any_defaults()) {
            let consent = in_force(&events, defaults);
            for (channel, allowed) in consent.iter() {
                let last = |decision| {
                    let said = events.iter().filter(|e| e.channel == channel && e.decision == decision);
                    said.map(|e| e.said_at).max()
                };
                if let Some(refused_at) = last(Decision::Refused) {
                    prop_assert_eq!(*allowed, last(Decision::Agreed).is_some_and(|at| at > refused_at));
                }
            }
        }
    }
}
