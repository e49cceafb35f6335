//! One record read as a reservation.

use std::str;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{
    column::Column,
    fields::Split,
    header::Header,
    reason::{Reason, shortened},
};
use crate::{
    money::Cents,
    reservation::{Reservation, ReservationStatus},
};

/// The longest address there is, in characters.
const LONGEST_EMAIL: usize = 254;
const LONGEST_TRANSACTION_ID: usize = 100;

/// The columns of one line by name.
pub(super) struct Record<'a> {
    header: &'a Header,
    split: Split<'a>,
}

impl<'a> Record<'a> {
    pub fn new(header: &'a Header, split: Split<'a>) -> Result<Self, Reason> {
        let (found, expected) = (split.found(), header.width());
        if found == expected { Ok(Self { header, split }) } else { Err(Reason::ColumnCount { found, expected }) }
    }

    pub fn reservation(&self) -> Result<Reservation, Reason> {
        let reservation = Reservation {
            email: self.required(Column::Email, LONGEST_EMAIL, Reason::MissingEmail)?,
            transaction_id: self.required(
                Column::TransactionId,
                LONGEST_TRANSACTION_ID,
                Reason::MissingTransactionId,
            )?,
            full_name: self.owned(Column::FullName)?,
            phone: self.owned(Column::Phone)?,
            company: self.optional(Column::Company)?,
            activity: self.owned(Column::Activity)?,
            address: self.optional(Column::Address)?,
            space_type: self.owned(Column::SpaceType)?,
            start_date: self.date(Column::StartDate)?,
            end_date: self.date(Column::EndDate)?,
            occupants: self.occupants()?,
            subscription_type: self.owned(Column::SubscriptionType)?,
            amount: self.amount()?,
            payment_method: self.owned(Column::PaymentMethod)?,
            status: self.status()?,
            notes: self.optional(Column::Notes)?,
            admin_notes: self.optional(Column::AdminNotes)?,
            created_at: self.created_at()?,
        };
        let (start, end) = (reservation.start_date, reservation.end_date);
        if end < start { Err(Reason::EndBeforeStart { start, end }) } else { Ok(reservation) }
    }

    /// Trimmed; empty where the file has no such column.
    fn text(&self, column: Column) -> Result<&str, Reason> {
        let Some(place) = self.header.place(column) else { return Ok("") };
        Ok(str::from_utf8(self.split.field(place)).map_err(|_| Reason::NotUtf8)?.trim())
    }

    fn owned(&self, column: Column) -> Result<String, Reason> {
        self.text(column).map(str::to_owned)
    }

    fn optional(&self, column: Column) -> Result<Option<String>, Reason> {
        self.text(column).map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    /// A text of the key: `limit` characters at most, for an index entry has a limit too.
    fn required(&self, column: Column, limit: usize, missing: Reason) -> Result<String, Reason> {
        let text = self.optional(column)?.ok_or(missing)?;
        let length = text.chars().count();
        if length > limit { Err(Reason::TextTooLong { column, length, limit }) } else { Ok(text) }
    }

    /// `YYYY-MM-DD`, from the year 1 to 9999: what both databases hold and compare as text.
    fn date(&self, column: Column) -> Result<NaiveDate, Reason> {
        let text = self.text(column)?;
        let shaped = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
        let date = shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        date.filter(|date| (1..=9999).contains(&date.year()))
            .ok_or_else(|| Reason::BadDate { column, value: shortened(text) })
    }

    fn occupants(&self) -> Result<i32, Reason> {
        let text = self.text(Column::Occupants)?;
        if text.is_empty() {
            return Ok(1);
        }
        text.parse().ok().filter(|n| *n >= 1).ok_or_else(|| Reason::BadOccupants { value: shortened(text) })
    }

    fn amount(&self) -> Result<Cents, Reason> {
        let text = self.text(Column::Amount)?;
        Cents::parse(text).map_err(|error| Reason::BadAmount { value: shortened(text), error })
    }

    fn status(&self) -> Result<ReservationStatus, Reason> {
        let text = self.text(Column::Status)?;
        text.parse().map_err(|_| Reason::UnknownStatus { value: shortened(text) })
    }

    /// Cut to the microsecond, the finest both databases keep; a leap second becomes the second after it.
    fn created_at(&self) -> Result<DateTime<Utc>, Reason> {
        let text = self.text(Column::CreatedAt)?;
        let time = DateTime::parse_from_rfc3339(text)
            .ok()
            .and_then(|time| DateTime::from_timestamp_micros(time.timestamp_micros()))
            .ok_or_else(|| Reason::BadCreatedAt { value: shortened(text) })?;
        let year = time.year();
        if (2000..=2100).contains(&year) { Ok(time) } else { Err(Reason::CreatedOutOfRange { year }) }
    }
}
