//! The account's sending quota.

use super::Aws;

/// SES's figures for this account and region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Messages in any 24 hours; -1 means unlimited.
    pub per_day: f64,
    pub sent_last_day: f64,
    pub per_second: f64,
    /// False if SES has paused the account.
    pub may_send: bool,
}

impl Aws {
    /// Asks SES, and lowers the pace to its limit; `None` if SES does not answer, like some emulators.
    pub async fn account(&self) -> Option<Quota> {
        let account = self.ses.get_account().send().await;
        let account = account.inspect_err(|_| tracing::info!("the account's quota is not known")).ok()?;
        let quota = account.send_quota()?;
        if quota.max_send_rate() > 0.0 {
            self.pace.limit(quota.max_send_rate());
        }
        Some(Quota {
            per_day: quota.max24_hour_send(),
            sent_last_day: quota.sent_last24_hours(),
            per_second: quota.max_send_rate(),
            may_send: account.sending_enabled(),
        })
    }
}
