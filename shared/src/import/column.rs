//! The columns a reservations file may have.

use std::fmt;

/// A column a reservations file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    FullName,
    Email,
    Phone,
    Company,
    Activity,
    Address,
    SpaceType,
    StartDate,
    EndDate,
    Occupants,
    SubscriptionType,
    Amount,
    PaymentMethod,
    TransactionId,
    Status,
    Notes,
    AdminNotes,
    CreatedAt,
}

impl Column {
    pub const ALL: [Self; 18] = [
        Self::FullName,
        Self::Email,
        Self::Phone,
        Self::Company,
        Self::Activity,
        Self::Address,
        Self::SpaceType,
        Self::StartDate,
        Self::EndDate,
        Self::Occupants,
        Self::SubscriptionType,
        Self::Amount,
        Self::PaymentMethod,
        Self::TransactionId,
        Self::Status,
        Self::Notes,
        Self::AdminNotes,
        Self::CreatedAt,
    ];

    /// The name in the header, the one the booking site's table uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Activity => "activity",
            Self::Address => "address",
            Self::SpaceType => "space_type",
            Self::StartDate => "start_date",
            Self::EndDate => "end_date",
            Self::Occupants => "occupants",
            Self::SubscriptionType => "subscription_type",
            Self::Amount => "amount",
            Self::PaymentMethod => "payment_method",
            Self::TransactionId => "transaction_id",
            Self::Status => "status",
            Self::Notes => "notes",
            Self::AdminNotes => "admin_notes",
            Self::CreatedAt => "created_at",
        }
    }

    /// Whether a file must have it: it identifies or scores a reservation. The others may be left out.
    pub const fn is_required(self) -> bool {
        matches!(
            self,
            Self::Email
                | Self::TransactionId
                | Self::StartDate
                | Self::EndDate
                | Self::Amount
                | Self::Status
                | Self::CreatedAt
                | Self::SpaceType
        )
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
