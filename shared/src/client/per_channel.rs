//! One value for each channel.

use std::ops::{Index, IndexMut};

use super::Channel;

/// One `T` for each [`Channel`]. A new channel needs a field here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerChannel<T> {
    pub email: T,
    pub sms: T,
    pub push: T,
}

impl<T> PerChannel<T> {
    /// Calls `of` for each channel, in the order of [`Channel::ALL`].
    pub fn from_fn(mut of: impl FnMut(Channel) -> T) -> Self {
        Self { email: of(Channel::Email), sms: of(Channel::Sms), push: of(Channel::Push) }
    }

    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> PerChannel<U> {
        PerChannel { email: change(self.email), sms: change(self.sms), push: change(self.push) }
    }

    /// In the order of [`Channel::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Channel, &T)> {
        Channel::ALL.into_iter().map(|channel| (channel, &self[channel]))
    }
}

impl<T: Clone> PerChannel<T> {
    /// The same value for every channel.
    pub fn all(value: T) -> Self {
        Self::from_fn(|_| value.clone())
    }
}

impl<T> Index<Channel> for PerChannel<T> {
    type Output = T;
    fn index(&self, channel: Channel) -> &T {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
            Channel::Push => &self.push,
        }
    }
}

impl<T> IndexMut<Channel> for PerChannel<T> {
    fn index_mut(&mut self, channel: Channel) -> &mut T {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
            Channel::Push => &mut self.push,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_channel_has_a_value_of_its_own() {
        let mut named = PerChannel::from_fn(Channel::as_str);
        assert!(named.iter().eq(Channel::ALL.iter().map(|c| (*c, &named[*c]))));
        assert!(Channel::ALL.into_iter().all(|channel| named[channel] == channel.as_str()));
        named[Channel::Sms] = "other";
        assert_eq!(named, PerChannel { email: "email", sms: "other", push: "push" });
        assert_eq!(named.map(str::len), PerChannel { email: 5, sms: 5, push: 4 });
        assert_eq!(PerChannel::all(3).map(|n| n + 1), PerChannel { email: 4, sms: 4, push: 4 });
    }
}
