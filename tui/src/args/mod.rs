//! The arguments of the command line.

use std::{convert::Infallible, path::PathBuf, str::FromStr};

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, value_parser};
use relance::{
    client::{Channel, PhoneNumber},
    follow_up::Status,
    locale::Locale,
    operator::Right,
    store::pages::ClientColumn,
    strategy::StrategyId,
};
use uuid::Uuid;

mod operators;

pub use operators::{KeyAction, OperatorAction};

/// Finds clients who drift away and follows up on them: alone it opens the console.
#[derive(Debug, Parser)]
#[command(name = "relance", version, args_conflicts_with_subcommands = false)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
pub struct Common {
    /// The database: postgres://… or sqlite://PATH; without it the one that DATABASE_URL or DATABASE_URL_FILE names, else the
    /// embedded one under the data folder
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// A file whose first line is the database's URL, which others may not read
    #[arg(long, global = true, value_name = "FILE")]
    pub database_url_file: Option<PathBuf>,
    /// Who acts; without it the local user
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub acting: Option<String>,
    /// Change nothing: a console for a projector
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Draw with ASCII alone
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Somebody behind SSH: the console alone, on the database of the file
    #[arg(long, global = true, hide = true, requires = "acting")]
    pub over_ssh: bool,
    /// Where messages are written when the setting `delivery` is `outbox`; without it `outbox` under the data folder
    #[arg(long, global = true, env = "RELANCE_OUTBOX", value_name = "FOLDER")]
    pub outbox: Option<PathBuf>,
    /// Language of the screens, fr or en; without it that of the locale, else French
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Locale>,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// The moment to work at, like 2026-11-23T09:00:00Z; the console and `run` go on from there, leases stay on real time
    #[arg(long, global = true, value_name = "TIME", value_parser = timestamp)]
    pub now: Option<DateTime<Utc>>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the schema, or bring it up to date
    Migrate,
    /// Say what is configured, reachable and wrong
    Doctor,
    /// Fill an empty database with invented clients
    Demo {
        #[arg(long, default_value_t = relance::operations::DEMO_CLIENTS, value_name = "N")]
        clients: u32,
        #[arg(long, default_value_t = relance::operations::DEMO_SEED, value_name = "S")]
        seed: u64,
    },
    /// Read reservations from a CSV file, one a line
    Import {
        file: PathBuf,
        /// Say what would happen, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Fold what changed and score every client
    Analyse,
    /// Write the day's follow-ups, or one client's
    Generate {
        #[arg(long, value_name = "EMAIL")]
        client: Option<String>,
        #[arg(long, value_name = "ID", requires = "client", value_parser = strategy_id)]
        strategy: Option<StrategyId>,
    },
    /// Send what is approved and due
    Send,
    /// Analyse, generate, send and measure, once
    Tick,
    /// Tick for ever, for those without a Lambda
    Run,
    /// List the clients with their scores
    Clients {
        #[arg(long, default_value = "risk", value_name = "ORDER")]
        sort: ClientColumn,
        #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..))]
        limit: Option<u32>,
    },
    /// All about one client, and why they get what they get
    Client { email: String },
    /// Say how a client is written to: the language, the telephone number, a pause; alone it tells
    Contact {
        #[arg(value_name = "EMAIL|PHONE")]
        name: String,
        #[command(flatten)]
        change: ContactArgs,
    },
    /// List the follow-ups
    FollowUps {
        #[arg(long, value_name = "STATUS")]
        status: Option<Status>,
    },
    /// Let follow-ups go once their date has come
    Approve {
        #[arg(required = true, value_name = "ID", value_parser = follow_up_id)]
        ids: Vec<Uuid>,
    },
    /// Cancel follow-ups
    Cancel {
        #[arg(required = true, value_name = "ID", value_parser = follow_up_id)]
        ids: Vec<Uuid>,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Say what became of uncertain follow-ups: they left, or they did not and may leave again
    Settle {
        #[arg(required = true, value_name = "ID", value_parser = follow_up_id)]
        ids: Vec<Uuid>,
        #[command(flatten)]
        found: Found,
    },
    /// Let a channel send again that was paused for its bounces or complaints
    Resume { channel: Channel },
    /// Move follow-ups to another moment
    Reschedule {
        #[arg(required = true, value_name = "ID", value_parser = follow_up_id)]
        ids: Vec<Uuid>,
        #[arg(long, value_name = "TIME", value_parser = timestamp)]
        at: DateTime<Utc>,
    },
    /// Change the text of a follow-up; its approval is void then
    Edit {
        #[arg(value_parser = follow_up_id)]
        id: Uuid,
        #[arg(long)]
        subject: Option<String>,
        /// The new text; `-` reads it from standard input
        #[arg(long)]
        message: Option<String>,
    },
    /// Show all settings or one, or change one
    Settings { key: Option<String>, value: Option<String> },
    /// List strategies, show one, add or edit one, switch them, give a built-in back what it came with
    Strategies {
        #[command(subcommand)]
        action: Option<StrategyAction>,
    },
    /// Who may work with this database, and with which SSH keys
    Operators {
        #[command(subcommand)]
        action: OperatorAction,
    },
    /// The overview's figures
    Stats,
}

impl Command {
    /// The right without which nothing of it is done.
    pub const fn needs(&self) -> Right {
        match self {
            Self::Migrate => Right::Migrate,
            Self::Demo { .. } => Right::Invent,
            Self::Import { .. } => Right::Import,
            Self::Analyse => Right::Analyse,
            Self::Generate { client: Some(_), .. } => Right::Write,
            Self::Generate { client: None, .. } => Right::Generate,
            Self::Send => Right::Send,
            Self::Tick | Self::Run => Right::Tick,
            Self::Contact { change, .. } if change.says_something() => Right::ChangeContact,
            Self::Approve { .. } => Right::Approve,
            Self::Cancel { .. } => Right::Cancel,
            Self::Settle { .. } => Right::Settle,
            Self::Resume { .. } => Right::Resume,
            Self::Reschedule { .. } => Right::Reschedule,
            Self::Edit { .. } => Right::Edit,
            Self::Settings { value: Some(_), .. } => Right::ChangeSettings,
            Self::Strategies { action } => match action {
                None | Some(StrategyAction::List | StrategyAction::Show { .. }) => Right::See,
                Some(
                    StrategyAction::Add { .. }
                    | StrategyAction::Edit { .. }
                    | StrategyAction::Enable { .. }
                    | StrategyAction::Disable { .. }
                    | StrategyAction::Reset { .. },
                ) => Right::ChangeStrategies,
            },
            Self::Operators { action } => action.needs(),
            Self::Doctor
            | Self::Clients { .. }
            | Self::Client { .. }
            | Self::Contact { .. }
            | Self::FollowUps { .. }
            | Self::Settings { value: None, .. }
            | Self::Stats => Right::See,
        }
    }
}

/// `forget` takes back what was said.
#[derive(Clone, Debug, Args)]
pub struct ContactArgs {
    /// fr or en; forgotten, that of the settings
    #[arg(long, value_name = "LANG", value_parser = said::<Locale>)]
    pub language: Option<Said<Locale>>,
    /// Where an SMS goes; forgotten, the number on the reservations
    #[arg(long, value_name = "NUMBER", value_parser = said::<PhoneNumber>)]
    pub phone: Option<Said<PhoneNumber>>,
    /// Nothing is sent before that moment
    #[arg(long, value_name = "TIME", value_parser = said_time)]
    pub pause_until: Option<Said<DateTime<Utc>>>,
}

impl ContactArgs {
    const fn says_something(&self) -> bool {
        self.language.is_some() || self.phone.is_some() || self.pause_until.is_some()
    }
}

/// `None`: `forget` was said.
#[derive(Clone, Debug)]
pub struct Said<T>(pub Option<T>);

const FORGET: &str = "forget";

fn said<T: FromStr>(text: &str) -> Result<Said<T>, T::Err> {
    (text != FORGET).then(|| text.parse()).transpose().map(Said)
}

fn said_time(text: &str) -> Result<Said<DateTime<Utc>>, ArgumentError> {
    (text != FORGET).then(|| timestamp(text)).transpose().map(Said)
}

/// What somebody has found out about a message.
#[derive(Clone, Copy, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Found {
    /// The client has it
    #[arg(long)]
    pub left: bool,
    /// Surely nothing left: it is sent again
    #[arg(long)]
    pub not_left: bool,
}

#[derive(Debug, Subcommand)]
pub enum StrategyAction {
    List,
    Show {
        #[arg(value_parser = strategy_id)]
        id: StrategyId,
    },
    /// Add the strategy that a JSON file describes
    Add {
        file: PathBuf,
    },
    /// Give a strategy all that a JSON file describes, like the one `show` prints
    Edit {
        #[arg(value_parser = strategy_id)]
        id: StrategyId,
        file: PathBuf,
    },
    Enable {
        #[arg(value_parser = strategy_id)]
        id: StrategyId,
    },
    Disable {
        #[arg(value_parser = strategy_id)]
        id: StrategyId,
    },
    Reset {
        #[arg(value_parser = strategy_id)]
        id: StrategyId,
    },
}

/// Why an argument cannot be read.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum ArgumentError {
    #[error("write a moment with its time zone, like 2026-11-23T09:00:00Z")]
    Moment,
    #[error("write an id as `relance follow-ups` lists it")]
    FollowUp,
}

fn timestamp(text: &str) -> Result<DateTime<Utc>, ArgumentError> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| ArgumentError::Moment)
}

fn follow_up_id(text: &str) -> Result<Uuid, ArgumentError> {
    text.parse().map_err(|_| ArgumentError::FollowUp)
}

#[expect(clippy::unnecessary_wraps, reason = "the shape clap asks for")]
fn strategy_id(text: &str) -> Result<StrategyId, Infallible> {
    Ok(StrategyId(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
