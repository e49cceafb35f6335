//! Who may do what, and who the last admin is.

use relance::{
    client::Channel,
    desk::{Desk, DeskError},
    on_both_engines,
    operator::{OperatorName, PublicKey, Right, Role},
    store::Store,
    strategy::{Strategy, builtin},
    testing::house::*,
};

use super::{admin, lost};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbiv8nZPYtYUyqUu40cl622w9QMrayphuk5TQz3Vch awa@exemple";

fn name(text: &str) -> OperatorName {
    text.parse().expect("a name")
}

fn key() -> PublicKey {
    KEY.parse().expect("a key")
}

/// One operator of each role, named by it.
async fn staffed(store: &Store) {
    for role in Role::ALL.into_iter().rev() {
        admin(store, noon()).add_operator(&name(role.as_str()), role, None).await.expect("added");
    }
}

fn desk<'a>(store: &'a Store, actor: &'a str) -> Desk<'a> {
    Desk { store, actor, now: noon() }
}

/// Whether the desk let somebody try; what else may be wrong with the action is not the question.
fn is_let<T>(result: Result<T, DeskError>) -> bool {
    !matches!(result, Err(DeskError::NotAllowed { .. } | DeskError::NoOperator(_)))
}

/// Every action of the desk, and what it asks for.
async fn attempts(desk: &Desk<'_>) -> Vec<(&'static str, Right, bool)> {
    let (id, own) = (uuid::Uuid::nil(), builtin().remove(0).id);
    let (somebody, strategy) = (name("somebody"), Strategy { id: strategy("own"), ..builtin().remove(3) });
    let waiting = put(desk.store, follow_up("b")).await;
    let change = relance::desk::Change {
        before: waiting.clone(),
        after: {
            let mut a = waiting;
            a.approve("x", noon()).expect("pending");
            a
        },
    };
    let file = || {
        relance::booking::csv::Reader::open(
            &b"email,transaction_id,start_date,end_date,amount,status,created_at,space_type\n"[..],
        )
    };
    let attempts = vec![
        ("approve", Right::Review, is_let(desk.approve(id).await)),
        ("send_now", Right::Review, is_let(desk.send_now(id).await)),
        ("edit", Right::Review, is_let(desk.edit(id, "s", "m", None).await)),
        ("cancel", Right::Review, is_let(desk.cancel(id, "").await)),
        ("reschedule", Right::Review, is_let(desk.reschedule(id, noon()).await)),
        ("settle", Right::Review, is_let(desk.settle(id, true).await)),
        ("take_back", Right::Review, is_let(desk.take_back(&change).await)),
        ("generate", Right::Review, is_let(desk.generate(&client("a"), None).await)),
        ("set", Right::Manage, is_let(desk.set("mood", "good").await)),
        ("resume", Right::Manage, is_let(desk.resume(Channel::Email).await)),
        ("add_strategy", Right::Manage, is_let(desk.add_strategy(&strategy).await)),
        ("switch_strategy", Right::Manage, is_let(desk.switch_strategy(&own, true).await)),
        ("reset_strategy", Right::Manage, is_let(desk.reset_strategy(&own).await)),
        ("import", Right::Manage, is_let(desk.import(file().expect("a header"), false, |_| {}).await)),
        ("authorise", Right::Manage, is_let(desk.authorise(Right::Manage).await)),
        ("add_operator", Right::Administer, is_let(desk.add_operator(&somebody, Role::Viewer, None).await)),
        ("change_role", Right::Administer, is_let(desk.change_role(&somebody, Role::Viewer).await)),
        ("disable_operator", Right::Administer, is_let(desk.disable_operator(&name("nobody"), true).await)),
        ("add_key", Right::Administer, is_let(desk.add_key(&somebody, &key()).await)),
        ("remove_key", Right::Administer, is_let(desk.remove_key(&somebody, "SHA256:").await)),
    ];
    execute(desk.store, "delete from ai_follow_ups").await;
    attempts
}

on_both_engines! {
    async fn each_role_may_do_what_it_is_for_and_nothing_more(store: &Store) {
        lost(store, &["a", "b"]).await;
        for (action, _, is_let) in attempts(&desk(store, "anybody")).await {
            assert!(is_let, "{action}: without operators whoever holds the URL is admin");
        }
        execute(store, "delete from operator_keys").await;
        execute(store, "delete from operators").await;
        staffed(store).await;
        for role in Role::ALL {
            for (action, right, is_let) in attempts(&desk(store, role.as_str())).await {
                assert_eq!(is_let, role.may(right), "{role}: {action}");
            }
        }
        for (action, _, is_let) in attempts(&desk(store, "stranger")).await {
            assert!(!is_let, "stranger: {action}");
        }
    }

    async fn what_is_refused_is_told_and_changes_nothing(store: &Store) {
        staffed(store).await;
        let waiting = put(store, follow_up("a")).await;
        let refused = async |actor| desk(store, actor).approve(waiting.id).await.expect_err("refused").to_string();
        assert_eq!(refused("viewer").await, "viewer is viewer, and this needs the role reviewer: ask an admin");
        assert_eq!(refused("stranger").await, "stranger is no active operator of this database: say who acts with --as NAME; \
            `relance operators list` tells them");
        assert_eq!(again(store, &waiting).await, waiting);
    }

    async fn a_disabled_operator_is_refused_at_once_and_their_key_opens_nothing(store: &Store) {
        staffed(store).await;
        let admin = desk(store, "admin");
        admin.add_key(&name("reviewer"), &key()).await.expect("added");
        assert_eq!(store.key_holder(&key()).await.expect("asked"), Some(name("reviewer")));
        let waiting = put(store, follow_up("a")).await;
        admin.disable_operator(&name("reviewer"), true).await.expect("disabled");
        assert!(matches!(desk(store, "reviewer").approve(waiting.id).await, Err(DeskError::NoOperator(_))));
        assert_eq!(store.key_holder(&key()).await.expect("asked"), None);
        admin.disable_operator(&name("reviewer"), false).await.expect("enabled");
        desk(store, "reviewer").approve(waiting.id).await.expect("approved");
    }

    async fn a_key_is_one_persons_and_goes_by_its_fingerprint(store: &Store) {
        staffed(store).await;
        let admin = desk(store, "admin");
        admin.add_key(&name("viewer"), &key()).await.expect("added");
        let taken = admin.add_key(&name("manager"), &key()).await.expect_err("refused").to_string();
        assert_eq!(taken, "this key is viewer's already: a key is one person's");
        assert_eq!(store.operator_keys().await.expect("read")[0].label, "awa@exemple");
        admin.remove_key(&name("viewer"), &key().fingerprint()).await.expect("removed");
        assert_eq!(store.key_holder(&key()).await.expect("asked"), None);
        assert_eq!(trail(store, "remove_key").await[0]["key"], key().fingerprint());
    }

    async fn the_first_operator_is_an_admin_and_the_last_admin_stays(store: &Store) {
        let anybody = desk(store, "anybody");
        let first = anybody.add_operator(&name("awa"), Role::Reviewer, None).await.expect_err("refused");
        assert_eq!(first.to_string(), "the first operator must be an admin: otherwise nobody could add the next");
        anybody.add_operator(&name("awa"), Role::Admin, None).await.expect("added");
        let awa = desk(store, "awa");
        awa.add_operator(&name("beni"), Role::Manager, None).await.expect("added");
        for refused in [awa.disable_operator(&name("awa"), true).await, awa.change_role(&name("awa"), Role::Viewer).await] {
            assert_eq!(refused.expect_err("refused").to_string(),
                "awa is the last active admin: make somebody else admin first");
        }
        awa.change_role(&name("beni"), Role::Admin).await.expect("promoted");
        awa.disable_operator(&name("awa"), true).await.expect("disabled");
        assert!(matches!(awa.change_role(&name("beni"), Role::Viewer).await, Err(DeskError::NoOperator(_))));
    }

    async fn two_admins_cannot_disable_each_other_at_once(store: &Store) {
        desk(store, "x").add_operator(&name("awa"), Role::Admin, None).await.expect("added");
        desk(store, "awa").add_operator(&name("beni"), Role::Admin, None).await.expect("added");
        for _ in 0..10 {
            let (awa, beni) = (desk(store, "awa"), desk(store, "beni"));
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
        staffed(store).await;
        let waiting = put(store, follow_up("a")).await;
        let reading = Store::open_read_only(&url_of(store)).await.expect("opened");
        assert_eq!(reading.follow_up(waiting.id).await.expect("read").as_ref(), Some(&waiting));
        let refused = desk(&reading, "admin").approve(waiting.id).await.expect_err("refused");
        assert_eq!(refused.to_string(), "this console only looks: start it without --read-only to change anything");
        assert_eq!(again(store, &waiting).await, waiting);
        reading.close().await;
    }
}
