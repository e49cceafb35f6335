//! How somebody came in: with what the database says of their name, it decides whether they are let in, and as what.

use relance::{operator::Role, store::Authority};

#[derive(Clone, Copy, Debug)]
pub struct Admission {
    /// Whether `--as` names them; otherwise they are the account that runs the program.
    pub is_named: bool,
    /// Whether they only want to look.
    pub read_only: bool,
}

impl Admission {
    /// `None`: they are shut out. An account that is no operator looks on: it holds the database's URL, or its file.
    pub fn role(self, authority: Authority) -> Option<Role> {
        let looks_on = !self.is_named && !authority.is_disabled;
        let role = authority.effective().or(looks_on.then_some(Role::Viewer))?;
        Some(if self.read_only { Role::Viewer } else { role })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_named_and_no_operator_or_disabled_is_shut_out_and_an_account_looks_on() {
        for (is_guarded, role, is_named, read_only, admitted) in [
            (false, None, true, false, Some(Role::Admin)),
            (false, None, false, true, Some(Role::Viewer)),
            (true, Some(Role::Manager), true, false, Some(Role::Manager)),
            (true, Some(Role::Manager), false, false, Some(Role::Manager)),
            (true, Some(Role::Manager), true, true, Some(Role::Viewer)),
            (true, None, false, false, Some(Role::Viewer)),
            (true, None, true, false, None),
            (true, None, true, true, None),
        ] {
            let admission = Admission { is_named, read_only };
            let authority = Authority { is_guarded, role, is_disabled: false };
            assert_eq!(admission.role(authority), admitted, "{admission:?} {authority:?}");
        }
        for is_named in [true, false] {
            let disabled = Authority { is_guarded: true, role: None, is_disabled: true };
            assert_eq!(Admission { is_named, read_only: true }.role(disabled), None, "{is_named}");
        }
    }
}
