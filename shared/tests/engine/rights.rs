//! The operators' rights, and the protection of the last admin.

use relance::{
    client::Channel,
    engine::Analysed,
    on_both_engines,
    operations::{AccessError, ContactChange, OperationError, Operations},
    operator::{OperatorName, PublicKey, Right, Role},
    store::Store,
    strategy::{Strategy, builtin},
    testing::fixtures::*,
    writer::TemplateWriter,
};

use super::{add_inactive, admin};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbiv8nZPYtYUyqUu40cl622w9QMrayphuk5TQz3Vch awa@exemple";

fn name(text: &str) -> OperatorName {
    text.parse().expect("a name")
}

fn key() -> PublicKey {
    KEY.parse().expect("a key")
}

/// Adds one operator of each role, named after it.
async fn add_operators(store: &Store) {
    for role in Role::ALL.into_iter().rev() {
        admin(store, noon()).add_operator(&name(role.as_str()), role, None).await.expect("added");
    }
}

fn operations<'a>(store: &'a Store, actor: &'a str) -> Operations<'a> {
    Operations { store, actor, now: noon(), writer: &TemplateWriter }
}

/// Whether the rights allowed the operation; its other errors are ignored here.
fn is_allowed<T>(result: Result<T, OperationError>) -> bool {
    !matches!(
        result,
        Err(OperationError::Access(AccessError::NotAllowed { .. }) | OperationError::Access(AccessError::NoOperator(_)))
    )
}

/// Tries every operation, and every right by itself: its name, the right that it requires, and whether it was allowed.
async fn attempts(operations: &Operations<'_>) -> Vec<(&'static str, Right, bool)> {
    let (id, own) = (uuid::Uuid::nil(), builtin().remove(0).id);
    let (somebody, strategy) = (name("somebody"), Strategy { id: strategy("own"), ..builtin().remove(3) });
    let waiting = put(operations.store, follow_up("b")).await;
    let waiting_client = waiting.client_key;
    let change = relance::operations::Change {
        before: waiting.clone(),
        after: {
            let mut a = waiting;
            a.approve("x", noon()).expect("pending");
            a
        },
    };
    let file = || {
        relance::import::Reader::open(
            &b"email,transaction_id,start_date,end_date,amount,status,created_at,space_type\n"[..],
        )
    };
    let mut attempts = vec![
        ("approve", Right::Approve, is_allowed(operations.approve(id).await)),
        ("send_now", Right::SendNow, is_allowed(operations.send_now(id).await)),
        ("edit", Right::Edit, is_allowed(operations.edit(id, "s", "m", None).await)),
        ("cancel", Right::Cancel, is_allowed(operations.cancel(id, "").await)),
        ("reschedule", Right::Reschedule, is_allowed(operations.reschedule(id, noon()).await)),
        ("settle", Right::Settle, is_allowed(operations.settle(id, true).await)),
        ("take_back", Right::TakeBack, is_allowed(operations.take_back(&change).await)),
        (
            "generate",
            Right::Write,
            is_allowed(operations.generate(relance::testing::fixtures::key(operations.store, "a").await, None).await),
        ),
        ("set", Right::ChangeSettings, is_allowed(operations.set("mood", "good").await)),
        ("resume", Right::Resume, is_allowed(operations.resume(Channel::Email).await)),
        ("add_strategy", Right::ChangeStrategies, is_allowed(operations.add_strategy(&strategy).await)),
        ("switch_strategy", Right::ChangeStrategies, is_allowed(operations.switch_strategy(&own, true).await)),
        ("reset_strategy", Right::ChangeStrategies, is_allowed(operations.reset_strategy(&own).await)),
        ("import", Right::Import, is_allowed(operations.import(file().expect("a header"), false, |_| {}).await)),
        ("demo", Right::Invent, is_allowed(operations.fill_with_demo(std::iter::empty(), |_| ()).await)),
        ("record_analysis", Right::Analyse, is_allowed(operations.record_analysis(&Analysed::default()).await)),
        (
            "change_contact",
            Right::ChangeContact,
            is_allowed(operations.change_contact(waiting_client, &ContactChange::default()).await),
        ),
        (
            "add_operator",
            Right::ManageOperators,
            is_allowed(operations.add_operator(&somebody, Role::Viewer, None).await),
        ),
        ("change_role", Right::ManageOperators, is_allowed(operations.change_role(&somebody, Role::Viewer).await)),
        (
            "disable_operator",
            Right::ManageOperators,
            is_allowed(operations.disable_operator(&name("nobody"), true).await),
        ),
        ("add_key", Right::ManageOperators, is_allowed(operations.add_key(&somebody, &key()).await)),
        ("remove_key", Right::ManageOperators, is_allowed(operations.remove_key(&somebody, "SHA256:").await)),
    ];
    for right in Right::ALL {
        attempts.push(("authorise", *right, is_allowed(operations.authorise(*right).await)));
    }
    execute(operations.store, "delete from ai_follow_ups").await;
    attempts
}

on_both_engines! {
    async fn each_role_may_do_what_it_is_for_and_nothing_more(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        for (action, _, is_allowed) in attempts(&operations(store, "anybody")).await {
            assert!(is_allowed, "{action}: without operators whoever holds the URL is admin");
        }
        execute(store, "delete from operator_keys").await;
        execute(store, "delete from operators").await;
        execute(store, "update engine_state set guarded_since = null").await;
        add_operators(store).await;
        for role in Role::ALL {
            for (action, right, is_allowed) in attempts(&operations(store, role.as_str())).await {
                assert_eq!(is_allowed, role.may(right), "{role}: {action}");
            }
        }
        for (action, _, is_allowed) in attempts(&operations(store, "stranger")).await {
            assert!(!is_allowed, "stranger: {action}");
        }
    }

    async fn once_there_was_an_operator_an_empty_table_lets_nobody_in(store: &Store) {
        add_operators(store).await;
        execute(store, "delete from operators").await;
        for (action, _, is_allowed) in attempts(&operations(store, "admin")).await {
            assert!(!is_allowed, "{action}");
        }
        // What the database's owner does, as SECURITY.md says.
        execute(store, "update engine_state set guarded_since = null").await;
        operations(store, "anybody").add_operator(&name("awa"), Role::Admin, None).await.expect("added");
        assert!(!is_allowed(operations(store, "anybody").authorise(Right::See).await));
    }

    async fn what_is_refused_is_told_and_changes_nothing(store: &Store) {
        add_operators(store).await;
        let waiting = put(store, follow_up("a")).await;
        let refused = async |actor| operations(store, actor).approve(waiting.id).await.expect_err("refused").to_string();
        assert_eq!(refused("viewer").await, "viewer is viewer, and this needs the role reviewer: ask an admin");
        assert_eq!(refused("stranger").await, "stranger is no active operator of this database: say who acts with --as NAME; \
            `relance operators list` tells them");
        assert_eq!(reload(store, &waiting).await, waiting);
    }

    async fn a_disabled_operator_is_refused_at_once_and_their_key_opens_nothing(store: &Store) {
        add_operators(store).await;
        let admin = operations(store, "admin");
        admin.add_key(&name("reviewer"), &key()).await.expect("added");
        assert_eq!(store.key_holder(&key()).await.expect("asked"), Some(name("reviewer")));
        let waiting = put(store, follow_up("a")).await;
        admin.disable_operator(&name("reviewer"), true).await.expect("disabled");
        assert!(matches!(operations(store, "reviewer").approve(waiting.id).await, Err(OperationError::Access(AccessError::NoOperator(_)))));
        assert_eq!(store.key_holder(&key()).await.expect("asked"), None);
        admin.disable_operator(&name("reviewer"), false).await.expect("enabled");
        operations(store, "reviewer").approve(waiting.id).await.expect("approved");
    }

    async fn a_key_is_one_persons_and_goes_by_its_fingerprint(store: &Store) {
        add_operators(store).await;
        let admin = operations(store, "admin");
        admin.add_key(&name("viewer"), &key()).await.expect("added");
        let taken = admin.add_key(&name("manager"), &key()).await.expect_err("refused").to_string();
        assert_eq!(taken, "this key is viewer's already: a key is one person's");
        assert_eq!(store.operator_keys().await.expect("read")[0].label, "awa@exemple");
        admin.remove_key(&name("viewer"), &key().fingerprint()).await.expect("removed");
        assert_eq!(store.key_holder(&key()).await.expect("asked"), None);
        assert_eq!(trail(store, "remove_key").await[0]["key"], key().fingerprint());
    }

    async fn the_first_operator_is_an_admin_and_the_last_admin_stays(store: &Store) {
        let anybody = operations(store, "anybody");
        let first = anybody.add_operator(&name("awa"), Role::Reviewer, None).await.expect_err("refused");
        assert_eq!(first.to_string(), "the first operator must be an admin: otherwise nobody could add the next");
        anybody.add_operator(&name("awa"), Role::Admin, None).await.expect("added");
        let awa = operations(store, "awa");
        awa.add_operator(&name("beni"), Role::Manager, None).await.expect("added");
        for refused in [awa.disable_operator(&name("awa"), true).await, awa.change_role(&name("awa"), Role::Viewer).await] {
            assert_eq!(refused.expect_err("refused").to_string(),
                "awa is the last active admin: make somebody else admin first");
        }
        awa.change_role(&name("beni"), Role::Admin).await.expect("promoted");
        awa.disable_operator(&name("awa"), true).await.expect("disabled");
        assert!(matches!(awa.change_role(&name("beni"), Role::Viewer).await, Err(OperationError::Access(AccessError::NoOperator(_)))));
    }

    async fn two_admins_cannot_disable_each_other_at_once(store: &Store) {
        operations(store, "x").add_operator(&name("awa"), Role::Admin, None).await.expect("added");
        operations(store, "awa").add_operator(&name("beni"), Role::Admin, None).await.expect("added");
        for _ in 0..10 {
            let (awa, beni) = (operations(store, "awa"), operations(store, "beni"));
            let (a, b) = (name("awa"), name("beni"));
            let (one, other) = tokio::join!(awa.disable_operator(&b, true), beni.disable_operator(&a, true));
            assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "{one:?} {other:?}");
            let left = if one.is_ok() { &awa } else { &beni };
            for name in [&a, &b] {
                left.disable_operator(name, false).await.expect("enabled");
            }
        }
    }

    async fn a_database_opened_for_reading_alone_refuses_every_write(store: &Store) {
        add_operators(store).await;
        let waiting = put(store, follow_up("a")).await;
        let reading = Store::open_read_only(&url_of(store)).await.expect("opened");
        assert_eq!(reading.follow_up(waiting.id).await.expect("read").as_ref(), Some(&waiting));
        let refused = operations(&reading, "admin").approve(waiting.id).await.expect_err("refused");
        assert_eq!(refused.to_string(), "this console only looks: start it without --read-only to change anything");
        assert_eq!(reload(store, &waiting).await, waiting);
        reading.close().await;
    }
}
