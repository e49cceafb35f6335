//! One condition of a strategy: `{"type": "days_since_last", "operator": "greater_than", "value": 30}`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reservation::ReservationStatus;

/// What a condition compares. Numbers are compared, texts are matched without regard to case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    ReservationStatus,
    /// Whole days.
    DaysSinceLast,
    /// Currency units.
    TotalSpent,
    TotalReservations,
    Cancellations,
    RiskScore,
    EngagementScore,
    ActivityType,
    PaymentMethod,
    Location,
    SpaceType,
}

impl Field {
    pub const ALL: [Self; 11] = [
        Self::ReservationStatus,
        Self::DaysSinceLast,
        Self::TotalSpent,
        Self::TotalReservations,
        Self::Cancellations,
        Self::RiskScore,
        Self::EngagementScore,
        Self::ActivityType,
        Self::PaymentMethod,
        Self::Location,
        Self::SpaceType,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReservationStatus => "reservation_status",
            Self::DaysSinceLast => "days_since_last",
            Self::TotalSpent => "total_spent",
            Self::TotalReservations => "total_reservations",
            Self::Cancellations => "cancellations",
            Self::RiskScore => "risk_score",
            Self::EngagementScore => "engagement_score",
            Self::ActivityType => "activity_type",
            Self::PaymentMethod => "payment_method",
            Self::Location => "location",
            Self::SpaceType => "space_type",
        }
    }

    /// The operators that apply to it.
    pub const fn operators(self) -> &'static [Operator; 4] {
        use Operator::{Contains, Equals, GreaterThan, LessThan, NotContains, NotEquals};
        match self.is_number() {
            true => &[Equals, NotEquals, GreaterThan, LessThan],
            false => &[Equals, NotEquals, Contains, NotContains],
        }
    }

    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::DaysSinceLast
                | Self::TotalSpent
                | Self::TotalReservations
                | Self::Cancellations
                | Self::RiskScore
                | Self::EngagementScore
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Equals,
    NotEquals,
    GreaterThan,
    LessThan,
    Contains,
    NotContains,
}

impl Operator {
    pub const ALL: [Self; 6] =
        [Self::Equals, Self::NotEquals, Self::GreaterThan, Self::LessThan, Self::Contains, Self::NotContains];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::GreaterThan => "greater_than",
            Self::LessThan => "less_than",
            Self::Contains => "contains",
            Self::NotContains => "not_contains",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Field {
    type Err = ConditionError;
    fn from_str(name: &str) -> Result<Self, ConditionError> {
        // As the booking site calls it.
        let name = if name == "days_since_last_reservation" { "days_since_last" } else { name };
        Self::ALL.into_iter().find(|f| f.as_str() == name).ok_or_else(|| ConditionError::UnknownType(name.to_owned()))
    }
}

impl FromStr for Operator {
    type Err = ConditionError;
    fn from_str(name: &str) -> Result<Self, ConditionError> {
        Self::ALL
            .into_iter()
            .find(|o| o.as_str() == name)
            .ok_or_else(|| ConditionError::UnknownOperator(name.to_owned()))
    }
}

/// A valid condition: its value and operator fit its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Condition(Test);

/// A condition by the type of its value.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Number { field: Field, operator: Operator, value: f64 },
    Text { field: Field, operator: Operator, value: String },
}

/// Why a condition is invalid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConditionError {
    #[error("unknown condition type {0:?}: use one of {types}", types = Field::ALL.map(Field::as_str).join(", "))]
    UnknownType(String),
    #[error("unknown operator {0:?}: use one of {operators}", operators = Operator::ALL.map(Operator::as_str).join(", "))]
    UnknownOperator(String),
    #[error(
        "{field} is a number, so {operator} says nothing about it: use equals, not_equals, greater_than or less_than"
    )]
    NotForNumbers { field: Field, operator: Operator },
    #[error("{field} is a text, so {operator} says nothing about it: use equals, not_equals, contains or not_contains")]
    NotForTexts { field: Field, operator: Operator },
    #[error("{field} needs a finite number as its value, not {value}")]
    NeedsNumber { field: Field, value: Value },
    #[error("{field} needs a text that is not empty as its value, not {value}")]
    NeedsText { field: Field, value: Value },
    #[error("reservation_status is never {0:?}: use pending, confirmed, completed or cancelled")]
    NoSuchStatus(String),
}

/// A client's value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<'a> {
    Number(f64),
    Text {
        /// Of the newest reservation; `None` where it has none.
        newest: Option<&'a str>,
        /// Of every reservation.
        all: Vec<&'a str>,
    },
}

impl Condition {
    pub fn new(field: Field, operator: Operator, value: Value) -> Result<Self, ConditionError> {
        if !field.operators().contains(&operator) {
            return Err(match field.is_number() {
                true => ConditionError::NotForNumbers { field, operator },
                false => ConditionError::NotForTexts { field, operator },
            });
        }
        if field.is_number() {
            match value.as_f64().filter(|v| v.is_finite()) {
                Some(value) => Ok(Self(Test::Number { field, operator, value })),
                None => Err(ConditionError::NeedsNumber { field, value }),
            }
        } else {
            let text = match value.as_str().map(str::trim) {
                Some(text) if !text.is_empty() => text.to_owned(),
                _ => return Err(ConditionError::NeedsText { field, value }),
            };
            if field == Field::ReservationStatus && text.to_lowercase().parse::<ReservationStatus>().is_err() {
                return Err(ConditionError::NoSuchStatus(text));
            }
            Ok(Self(Test::Text { field, operator, value: text }))
        }
    }

    pub const fn field(&self) -> Field {
        match &self.0 {
            Test::Number { field, .. } | Test::Text { field, .. } => *field,
        }
    }

    pub const fn operator(&self) -> Operator {
        match &self.0 {
            Test::Number { operator, .. } | Test::Text { operator, .. } => *operator,
        }
    }

    pub fn value(&self) -> Value {
        match &self.0 {
            Test::Number { value, .. } if value.fract() == 0.0 && value.abs() < 1e15 => Value::from(*value as i64),
            Test::Number { value, .. } => Value::from(*value),
            Test::Text { value, .. } => Value::from(value.as_str()),
        }
    }

    /// Whether the condition holds for the client's value.
    pub fn holds(&self, answer: &Answer<'_>) -> bool {
        match (&self.0, answer) {
            (Test::Number { operator, value, .. }, Answer::Number(actual)) => match operator {
                Operator::Equals => actual == value,
                Operator::NotEquals => actual != value,
                Operator::GreaterThan => actual > value,
                Operator::LessThan => actual < value,
                Operator::Contains | Operator::NotContains => false,
            },
            (Test::Text { operator, value, .. }, Answer::Text { newest, all }) => {
                let value = value.to_lowercase();
                let is = newest.is_some_and(|text| text.trim().to_lowercase() == value);
                let anywhere = || all.iter().any(|text| text.to_lowercase().contains(&value));
                match operator {
                    Operator::Equals => is,
                    Operator::NotEquals => !is,
                    Operator::Contains => anywhere(),
                    Operator::NotContains => !anywhere(),
                    Operator::GreaterThan | Operator::LessThan => false,
                }
            }
            _ => false,
        }
    }
}

/// `total_spent greater_than 500`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.field(), self.operator())?;
        match self.value() {
            Value::String(text) => f.write_str(&text),
            number => number.fmt(f),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    r#type: String,
    operator: String,
    value: Value,
}

impl TryFrom<Written> for Condition {
    type Error = ConditionError;
    fn try_from(written: Written) -> Result<Self, ConditionError> {
        Self::new(written.r#type.parse()?, written.operator.parse()?, written.value)
    }
}

impl From<Condition> for Written {
    fn from(condition: Condition) -> Self {
        Self {
            r#type: condition.field().as_str().to_owned(),
            operator: condition.operator().as_str().to_owned(),
            value: condition.value(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<Condition, String> {
        serde_json::from_value(value).map_err(|e| e.to_string())
    }

    #[test]
    fn a_condition_survives_being_written_down() {
        for written in [
            json!({"type": "total_spent", "operator": "greater_than", "value": 500}),
            json!({"type": "engagement_score", "operator": "less_than", "value": 62.5}),
            json!({"type": "space_type", "operator": "contains", "value": "bureau"}),
        ] {
            let condition = read(written.clone()).expect("it makes sense");
            assert_eq!(serde_json::to_value(condition).expect("json"), written);
        }
    }

    #[test]
    fn a_senseless_condition_is_refused_with_a_sentence_that_names_it() {
        let refusal = |kind: &str, operator: &str, value: Value| {
            read(json!({"type": kind, "operator": operator, "value": value})).expect_err("it makes no sense")
        };
        insta::assert_snapshot!([
            refusal("mood", "equals", json!("good")),
            refusal("total_spent", "is", json!(3)),
            refusal("total_spent", "contains", json!(3)),
            refusal("space_type", "greater_than", json!("coworking")),
            refusal("days_since_last", "less_than", json!("seven")),
            refusal("location", "contains", json!(" ")),
            refusal("reservation_status", "equals", json!("lost")),
        ]
        .join("\n"), @r#"
        unknown condition type "mood": use one of reservation_status, days_since_last, total_spent, total_reservations, cancellations, risk_score, engagement_score, activity_type, payment_method, location, space_type
        unknown operator "is": use one of equals, not_equals, greater_than, less_than, contains, not_contains
        total_spent is a number, so contains says nothing about it: use equals, not_equals, greater_than or less_than
        space_type is a text, so greater_than says nothing about it: use equals, not_equals, contains or not_contains
        days_since_last needs a finite number as its value, not "seven"
        location needs a text that is not empty as its value, not " "
        reservation_status is never "lost": use pending, confirmed, completed or cancelled
        "#);
    }

    #[test]
    fn numbers_are_compared_strictly() {
        let over = read(json!({"type": "total_spent", "operator": "greater_than", "value": 500})).expect("sense");
        assert!(!over.holds(&Answer::Number(500.0)));
        assert!(over.holds(&Answer::Number(500.01)));
    }

    #[test]
    fn equals_reads_the_newest_reservation_and_contains_reads_them_all() {
        let answer = Answer::Text { newest: Some("Coworking"), all: vec!["bureau-prive", "Coworking"] };
        let test = |operator: &str, value: &str| {
            read(json!({"type": "space_type", "operator": operator, "value": value})).expect("sense").holds(&answer)
        };
        assert!(test("equals", "coworking") && !test("equals", "bureau-prive"));
        assert!(test("contains", "BUREAU") && !test("contains", "salle"));
        assert!(test("not_equals", "bureau-prive") && test("not_contains", "salle"));
    }
}
