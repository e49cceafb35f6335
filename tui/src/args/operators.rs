//! `relance operators …`

use std::path::PathBuf;

use clap::Subcommand;
use relance::operator::{OperatorName, Right, Role};

#[derive(Debug, Subcommand)]
pub enum OperatorAction {
    /// Who there is, with their role and keys
    List,
    /// Add somebody; the first one must be an admin
    Add {
        name: OperatorName,
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// Their SSH public key: a .pub file, or `-` for standard input
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Give somebody another role: viewer, reviewer, manager or admin
    Role { name: OperatorName, role: Role },
    /// Add or remove a key of somebody
    Key {
        #[command(subcommand)]
        action: KeyAction,
    },
    /// Let somebody do nothing any more; consoles that stand open among it
    Disable { name: OperatorName },
    /// Let somebody in again
    Enable { name: OperatorName },
    /// What OpenSSH asks (`AuthorizedKeysCommand`): the line that lets the holder of a key in, and nothing else
    AuthorizedKeys {
        /// sshd's %t
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
        /// sshd's %k
        #[arg(long, value_name = "BASE64")]
        key: String,
    },
}

impl OperatorAction {
    pub const fn needs(&self) -> Right {
        match self {
            // sshd's own account asks this, which is no operator: it learns one line, and only for a key that it knows.
            Self::AuthorizedKeys { .. } | Self::List => Right::See,
            Self::Add { .. } | Self::Role { .. } | Self::Key { .. } | Self::Disable { .. } | Self::Enable { .. } => {
                Right::ManageOperators
            }
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum KeyAction {
    /// FILE is a .pub file, or `-` for standard input
    Add { name: OperatorName, file: PathBuf },
    /// FINGERPRINT as `relance operators list` tells it: SHA256:…
    Remove { name: OperatorName, fingerprint: String },
}
