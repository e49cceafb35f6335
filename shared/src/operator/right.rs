//! Everything that somebody can ask of Relance, and which role it takes: the one table of rights.
//!
//! The operations check it, the commands and the console's keys say which right they ask for, and SECURITY.md's table
//! is held against it.

use super::Role;

macro_rules! rights {
    ($($role:ident: $($(#[$note:meta])* $right:ident,)+;)+) => {
        /// What a command, a key or an operation asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Right {
            $($($(#[$note])* $right,)+)+
        }

        impl Right {
            pub const ALL: &'static [Self] = &[$($(Self::$right,)+)+];

            /// The lowest role that has it.
            pub const fn needs(self) -> Role {
                match self {
                    $($(Self::$right)|+ => Role::$role,)+
                }
            }
        }
    };
}

rights! {
    Viewer:
        /// Reads anything: lists, figures, settings, a console.
        See,
    ;
    Reviewer:
        Approve,
        /// Approves and makes due at once.
        SendNow,
        Edit,
        Cancel,
        Reschedule,
        /// Says what became of an uncertain follow-up.
        Settle,
        /// Undoes a decision of one's own.
        TakeBack,
        /// Has one follow-up written for one client.
        Write,
        /// Changes a client's language, phone number and pause.
        ChangeContact,
    ;
    Manager:
        ChangeSettings,
        ChangeStrategies,
        /// Resumes a paused channel.
        Resume,
        Import,
        /// Fills an empty database with invented clients.
        Invent,
        Analyse,
        /// Writes the day's follow-ups.
        Generate,
        /// Sends what is approved and due.
        Send,
        /// All steps of the schedule, once or for ever.
        Tick,
    ;
    Admin:
        ManageOperators,
        /// Creates or upgrades the schema.
        Migrate,
    ;
}

impl Role {
    pub fn may(self, right: Right) -> bool {
        self >= right.needs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_ones_before_it_may_and_something_more() {
        for role in Role::ALL {
            let (own, others): (Vec<_>, Vec<_>) = Right::ALL.iter().partition(|right| right.needs() == role);
            assert!(!own.is_empty() && own.iter().all(|right| role.may(*right)), "{role}");
            assert!(others.iter().all(|right| role.may(*right) == (right.needs() < role)), "{role}");
        }
    }
}
