//! What each action changes in the database, and the message it shows.

use insta::assert_snapshot;
use relance::{
    draft::DraftSource,
    follow_up::{Failure, Status},
    locale::Locale,
    operations::Operations,
    operator::Role,
    stage::Stage,
    store::{ContactDetails, pages::ClientColumn},
    writer::TemplateWriter,
};

use super::{
    bench::{Bench, event, tasks},
    fixtures::{ACTOR, clock},
};
use crate::console::{
    focus::Focus,
    message::Message,
    tabs::{Tab, follow_ups, strategies},
    terminal::Call,
    update::{is_harmless, update},
};

/// The fixtures' number of the selected follow-up.
fn selected(bench: &Bench) -> u128 {
    bench.state.tabs.follow_ups.selected().expect("a follow-up").id.as_u128()
}

/// Selects the first pending follow-up.
async fn first_pending(bench: &mut Bench) -> u128 {
    bench.press("3 f Home").await;
    assert_eq!(bench.state.tabs.follow_ups.search.text, "status:pending");
    selected(bench)
}

#[tokio::test]
async fn the_overview_tells_a_stage_that_fails() {
    let mut bench = Bench::open().await;
    let since = clock();
    bench.fixtures.store.save_stage_failure(Stage::Analyse, "broken", since).await.expect("saved");
    bench.feed(Message::DatabaseChanged).await;
    assert!(bench.screen().contains("Analyse en échec depuis le "), "{}", bench.screen());
    bench.fixtures.store.delete_stage_failure(Stage::Analyse).await.expect("deleted");
    bench.feed(Message::DatabaseChanged).await;
    assert!(!bench.screen().contains("en échec"), "{}", bench.screen());
}

#[tokio::test]
async fn approving_binds_the_text_to_whoever_approved() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("a").await;
    let follow_up = bench.fixtures.follow_up(n).await;
    assert_eq!((follow_up.status, follow_up.approved_by()), (Status::Approved, Some(ACTOR)));
    assert!(follow_up.is_covered());
    assert!(bench.status().starts_with("Approuvée, partira le "), "{}", bench.status());
    assert_ne!(selected(&bench), n, "it has left the list of those to review");
}

#[tokio::test]
async fn what_is_over_cannot_be_approved_and_the_screen_says_so() {
    let mut bench = Bench::open().await;
    bench.press("3 f f f f").await;
    assert_eq!(bench.state.tabs.follow_ups.search.text, "status:sent");
    bench.press("a").await;
    assert_eq!(bench.status(), "Une relance envoyée ne peut pas être approuvée.");
    bench.press("e").await;
    assert_eq!(bench.status(), "Une relance envoyée ne peut pas être modifiée.");
    assert!(bench.state.dialog().is_none());
}

#[tokio::test]
async fn an_edit_is_saved_with_control_s() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("e").await;
    bench.write(" !").await;
    bench.press("Tab").await;
    bench.write("Chère cliente, ").await;
    bench.press("C-s").await;
    let follow_up = bench.fixtures.follow_up(n).await;
    assert_eq!(follow_up.draft.subject, "Votre espace vous attend !");
    assert!(
        follow_up.draft.message.starts_with("Chère cliente, Bonjour,\n\nVotre espace"),
        "{}",
        follow_up.draft.message
    );
    assert_eq!((follow_up.status, follow_up.draft.source), (Status::Pending, DraftSource::Human));
    assert!(bench.state.dialog().is_none());
    assert!(bench.status().starts_with("Texte enregistré"), "{}", bench.status());
}

#[tokio::test]
async fn an_edit_never_overwrites_anothers_and_loses_nothing() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("e").await;
    let operations = Operations { store: &bench.fixtures.store, actor: "other", now: clock(), writer: &TemplateWriter };
    operations.edit(uuid::Uuid::from_u128(n), "Autre objet", "Autre texte", None).await.expect("edited");
    bench.write(" !").await;
    bench.press("C-s").await;
    assert_eq!(bench.fixtures.follow_up(n).await.draft.subject, "Autre objet");
    let Some(follow_ups::dialog::OpenDialog::Editor(editor)) = &bench.state.tabs.follow_ups.dialog else {
        panic!("the editor stays open")
    };
    assert_eq!(editor.subject.text(), "Votre espace vous attend !");
    assert!(editor.error.as_deref().is_some_and(|e| e.starts_with("other a été plus rapide")), "{:?}", editor.error);
}

#[tokio::test]
async fn a_text_that_cannot_be_sent_is_refused_in_the_editor() {
    let mut bench = Bench::open().await;
    first_pending(&mut bench).await;
    bench.press("e").await;
    bench.write(" {{prénom}}").await;
    bench.press("C-s").await;
    let Some(follow_ups::dialog::OpenDialog::Editor(editor)) = &bench.state.tabs.follow_ups.dialog else {
        panic!("the editor stays open")
    };
    let error = editor.error.as_deref().unwrap_or_default();
    assert!(error.starts_with("Ce texte ne peut pas partir : « {{"), "{error}");
}

#[tokio::test]
async fn a_changed_text_is_only_thrown_away_after_a_question() {
    let mut bench = Bench::open().await;
    first_pending(&mut bench).await;
    bench.press("e Esc").await;
    assert!(bench.state.dialog().is_none(), "nothing was changed");
    bench.press("e z Esc").await;
    assert!(bench.screen().contains("Le texte a changé. L'abandonner ?"));
    bench.press("n C-q n").await;
    assert!(!bench.state.is_over && bench.state.dialog().is_some());
    bench.press("Esc o").await;
    assert!(bench.state.dialog().is_none());
    bench.press("e z C-q o").await;
    assert!(bench.state.is_over);
}

#[tokio::test]
async fn cancelling_keeps_the_reason() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("x").await;
    bench.write("déjà au téléphone").await;
    bench.press("Enter").await;
    let follow_up = bench.fixtures.follow_up(n).await;
    assert_eq!(
        (follow_up.status, follow_up.outcome.failure.as_ref().map(Failure::as_str)),
        (Status::Cancelled, Some("déjà au téléphone"))
    );
    assert!(bench.status().starts_with("Annulée"), "{}", bench.status());
}

#[tokio::test]
async fn a_date_is_asked_until_it_is_one() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("r").await;
    bench.write("+3jours").await;
    bench.press("Enter").await;
    assert!(bench.screen().contains("✗ Écrivez demain, lundi, +3j"));
    bench.press("Backspace Backspace Backspace Backspace Enter").await;
    let due = bench.fixtures.follow_up(n).await.scheduled_date;
    assert_eq!(due.to_rfc3339(), "2026-11-26T08:00:00+00:00", "nine in the morning in Kinshasa");
    assert!(bench.status().starts_with("Reportée au 26/11/2026 09:00 : "), "{}", bench.status());
}

#[tokio::test]
async fn sending_now_asks_once_and_leaves_a_file_in_the_outbox() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    bench.press("S n").await;
    assert_eq!(bench.fixtures.follow_up(n).await.status, Status::Pending, "it was only asked");
    bench.press("S o").await;
    let follow_up = bench.fixtures.follow_up(n).await;
    assert_eq!(follow_up.status, Status::Sent);
    assert_eq!(bench.status(), format!("Envoyée à {}.", follow_up.client_id));
    assert!(bench.fixtures.outbox.folder().join(format!("{}.eml", follow_up.id)).exists());
}

#[tokio::test]
async fn without_a_courier_the_lambda_is_said_to_send() {
    let mut bench = Bench::open().await;
    bench.runner.worker.courier = None;
    let n = first_pending(&mut bench).await;
    bench.press("S o").await;
    assert_eq!(bench.fixtures.follow_up(n).await.status, Status::Approved);
    assert_eq!(bench.fixtures.follow_up(n).await.scheduled_date, clock());
    assert_eq!(bench.status(), "Approuvée et due maintenant : c'est la Lambda qui envoie.");
}

#[tokio::test]
async fn a_follow_up_is_written_by_hand_for_one_client_and_only_once() {
    let mut bench = Bench::open().await;
    bench.press("2 s s s s").await;
    let free = |bench: &Bench| {
        let client_detail = bench.state.tabs.clients.detail.as_ref().expect("a client_detail");
        matches!(client_detail.verdict, relance::operations::Verdict::WouldWrite(..))
    };
    // Wide enough to show the detail.
    bench.resize(120, 40).await;
    while !free(&bench) {
        bench.press("j").await;
    }
    let line = bench.state.tabs.clients.selected().expect("a client");
    let (client, name) = (line.client_key, line.client_id.clone());
    bench.press("g o").await;
    assert!(bench.status().starts_with("Écrite ("), "{}", bench.status());
    let written = bench.fixtures.store.follow_ups_of(client).await.expect("read");
    assert_eq!(written.len(), 1);
    bench.press("g o").await;
    assert_eq!(bench.status(), format!("{name} a déjà une relance ouverte."));
}

#[tokio::test]
async fn a_strategy_is_switched_off_and_on() {
    let mut bench = Bench::open().await;
    bench.press("4 Space").await;
    let active = |(all, _): (Vec<relance::strategy::Strategy>, Vec<_>)| all[0].is_active;
    assert!(!active(bench.fixtures.store.strategies().await.expect("read")));
    assert_eq!(bench.status(), "Arrêtée : Fidélisation des grands clients.");
    assert!(bench.screen().contains("○ arrêtée"));
    bench.press("Space").await;
    assert!(active(bench.fixtures.store.strategies().await.expect("read")));
}

#[tokio::test]
async fn a_strategy_that_makes_no_sense_is_shown_with_its_reason() {
    let mut bench = Bench::open().await;
    let relance::store::Store::Sqlite(pool) = &bench.fixtures.store else { panic!("the bench has a file") };
    let wrong = r#"[{"type": "mood", "operator": "equals", "value": "good"}]"#;
    sqlx::query("update ai_follow_up_strategies set trigger_conditions = $1 where id = 'seasonal_promotion'")
        .bind(wrong)
        .execute(pool)
        .await
        .expect("changed");
    bench.press("4 End").await;
    assert!(bench.screen().contains("✗         seasonal_promotion"), "{}", bench.screen());
    bench.press("Space").await;
    assert!(bench.status().starts_with("Cette stratégie est inutilisable"), "{}", bench.status());
    bench.press("Enter").await;
    assert!(bench.screen().contains("unknown condition type \"mood\""), "{}", bench.screen());
}

#[tokio::test]
async fn a_wrong_setting_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let mut bench = Bench::open().await;
    bench.press("5 j j j Enter").await;
    bench.write("00000").await;
    bench.press("Enter").await;
    let screen = bench.screen();
    assert!(screen.contains("✗ « 6000000 » ne va pas : écrivez un nombre entier de 1 à 1440."), "{screen}");
    assert!(screen.contains(" 6000000 "), "{screen}");
    bench.press("Backspace Backspace Backspace Backspace Backspace Backspace").await;
    bench.write("5").await;
    bench.press("Enter").await;
    assert_eq!(bench.fixtures.store.settings().await.expect("read").check_interval_minutes, 65);
    assert_eq!(bench.status(), "Enregistré : check_interval_minutes = 65");
}

#[tokio::test]
async fn a_strategy_is_written_with_what_it_would_do_before_the_eyes() {
    let mut bench = Bench::open().await;
    bench.resize(120, 40).await;
    bench.press("4 n").await;
    bench.write("gros_clients").await;
    bench.press("Tab").await;
    bench.write("Gros clients").await;
    // Urgent, so that it is chosen before the others; then a condition: its field by arrow keys, its value typed.
    bench.press("Tab Tab Right Right C-a Right Tab Tab").await;
    bench.write("1000").await;
    let Some(strategies::dialog::OpenDialog::Form(form)) = &bench.state.tabs.strategies.dialog else {
        panic!("a form")
    };
    let preview = form.preview.as_ref().expect("looked ahead");
    let insights = bench.fixtures.most(ClientColumn::Value, 1_000).await;
    let above = insights.iter().filter(|i| i.profile.spent.0 > 100_000).count() as u64;
    assert_eq!((preview.fires, preview.looked_at), (above, insights.len() as u64));
    assert!(preview.chosen > 0 && matches!(preview.draft, Some(Ok(_))), "{preview:?}");
    assert_snapshot!("fr_form_120", bench.screen());
    bench.press("C-s").await;
    assert!(bench.state.dialog().is_none(), "{}", bench.screen());
    let (strategies, _) = bench.fixtures.store.strategies().await.expect("read");
    let own = strategies.iter().find(|s| s.id.0 == "gros_clients").expect("saved");
    assert_eq!(own.trigger_conditions[0].to_string(), "total_spent greater_than 1000");
}

#[tokio::test]
async fn a_draft_is_asked_for_once_nobody_types_and_not_at_every_key() {
    let mut bench = Bench::open().await;
    bench.press("4 e").await;
    for key in ["!", "?", "."] {
        assert_eq!(update(&mut bench.state, Message::Key(event(key))), []);
    }
    let started = update(&mut bench.state, Message::Idle);
    assert_eq!(started.len(), 1, "{started:?}");
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    let Some(strategies::dialog::OpenDialog::Form(form)) = &bench.state.tabs.strategies.dialog else {
        panic!("a form")
    };
    assert!(form.previewed.as_ref().is_some_and(|strategy| strategy.name.ends_with("!?.")), "{:?}", form.previewed);
    assert!(form.preview.is_some());
}

#[tokio::test]
async fn an_edited_strategy_is_reset_to_what_it_came_with_and_never_overwrites_anothers_edit() {
    let mut bench = Bench::open().await;
    bench.press("4 e").await;
    bench.write(" (VIP)").await;
    bench.press("C-s").await;
    let first = async |bench: &Bench| bench.fixtures.store.strategies().await.expect("read").0.remove(0);
    assert!(first(&bench).await.name.ends_with(" (VIP)"));
    bench.press("e").await;
    bench.write(" !").await;
    let operations = Operations { store: &bench.fixtures.store, actor: "other", now: clock(), writer: &TemplateWriter };
    operations.switch_strategy(&first(&bench).await.id, false).await.expect("switched");
    bench.press("C-s").await;
    let Some(strategies::dialog::OpenDialog::Form(form)) = &bench.state.tabs.strategies.dialog else {
        panic!("it stays open")
    };
    assert!(form.error.as_deref().is_some_and(|e| e.starts_with("Quelqu'un d'autre a changé")), "{:?}", form.error);
    bench.press("Esc o D o").await;
    assert_eq!(first(&bench).await, relance::strategy::builtin().remove(0));
}

#[tokio::test]
async fn a_threshold_says_whom_it_would_mark_before_it_is_saved() {
    let mut bench = Bench::open().await;
    bench.press("5").await;
    while bench.state.tabs.settings.selected().is_some_and(|key| key.name != "high_risk_threshold") {
        bench.press("j").await;
    }
    bench.press("Enter Backspace Backspace").await;
    bench.write("50").await;
    let insights = bench.fixtures.most(ClientColumn::Risk, 1_000).await;
    let marked = insights.iter().filter(|i| i.assessment.scores.risk >= 50).count();
    let more = marked - insights.iter().filter(|i| i.assessment.scores.risk >= 70).count();
    let expected = format!("Risque élevé (50) : {marked} / 120 (+{more})");
    assert!(bench.screen().contains(&expected), "{}", bench.screen());
    bench.press("Enter").await;
    assert!(bench.screen().contains("changé par admin, le 23/11/2026 10:00"), "{}", bench.screen());
}

#[tokio::test]
async fn many_are_approved_with_one_question_and_taken_back_together() {
    let mut bench = Bench::open().await;
    first_pending(&mut bench).await;
    let total = bench.state.tabs.follow_ups.list.total().expect("counted");
    bench.press("A a").await;
    let screen = bench.screen();
    assert!(screen.contains(&format!("{total} relances")) && screen.contains("1 SMS · 4 e-mail"), "{screen}");
    bench.press("o").await;
    assert_eq!(bench.status(), format!("C'est fait pour {total} relances."));
    assert_eq!(bench.state.tabs.follow_ups.list.total(), Some(0));
    bench.press("z").await;
    assert_eq!(bench.status(), format!("C'est fait pour {total} relances."));
    assert_eq!(bench.state.tabs.follow_ups.list.total(), Some(total));
}

#[tokio::test]
async fn a_range_is_picked_and_cancelled_with_one_reason() {
    let mut bench = Bench::open().await;
    first_pending(&mut bench).await;
    bench.press("v j j v x").await;
    assert!(bench.screen().contains("3 relances"), "{}", bench.screen());
    bench.write("congés").await;
    bench.press("Enter").await;
    assert_eq!(bench.status(), "C'est fait pour 3 relances.");
    assert_eq!(bench.state.tabs.follow_ups.list.total(), Some(2));
}

#[tokio::test]
async fn a_review_goes_on_to_the_next_that_waits() {
    let mut bench = Bench::open().await;
    bench.press("3 Enter").await;
    let waiting: Vec<u128> = {
        let rows = bench.state.tabs.follow_ups.list.rows();
        rows.iter().filter(|f| f.status == Status::Pending).map(|f| f.id.as_u128()).collect()
    };
    for n in &waiting {
        assert_eq!(selected(&bench), *n);
        bench.press("a").await;
        assert_eq!(bench.fixtures.follow_up(*n).await.status, Status::Approved);
    }
    assert!(matches!(bench.state.shared.focus, Focus::Review));
    let last = waiting[waiting.len() - 1];
    bench.press("z").await;
    assert_eq!(bench.fixtures.follow_up(last).await.status, Status::Pending, "the last decision alone");
}

#[tokio::test]
async fn keys_typed_ahead_of_a_decision_act_in_their_order_once_it_is_recorded() {
    let mut bench = Bench::open().await;
    bench.press("3 Enter").await;
    let first = selected(&bench);
    let started = update(&mut bench.state, Message::Key(event("a")));
    assert_eq!(tasks(started.clone()).count(), 1);
    // Approve the next one, cancel the one after it with a reason whose letters are keys too, confirm.
    for key in ["a", "x", "a", "n", "Enter"] {
        assert_eq!(update(&mut bench.state, Message::Key(event(key))), []);
    }
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    let made: Vec<_> = bench.state.tabs.follow_ups.decisions.iter().map(|decision| decision[0].after.clone()).collect();
    let statuses = made.iter().map(|f| f.status).collect::<Vec<_>>();
    assert_eq!(statuses, [Status::Approved, Status::Approved, Status::Cancelled]);
    assert_eq!((made[0].id.as_u128(), made[2].outcome.failure.as_ref().map(Failure::as_str)), (first, Some("an")));
    assert!(made[0].id != made[1].id && made[1].id != made[2].id);
    assert!(bench.state.typeahead.is_empty());
}

#[tokio::test]
async fn keys_typed_ahead_of_a_filter_act_on_what_it_finds() {
    let mut bench = Bench::open().await;
    bench.press("3").await;
    let before = selected(&bench);
    bench.press("/").await;
    let mut started = Vec::new();
    for key in "channel:sms".chars().map(String::from).chain(["Enter", "a"].map(str::to_owned)) {
        started.extend(update(&mut bench.state, Message::Key(event(&key))));
    }
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    assert_eq!(bench.fixtures.follow_up(before).await.status, Status::Pending);
    assert_eq!(bench.fixtures.follow_up(8).await.status, Status::Approved, "the only SMS");
}

#[tokio::test]
async fn keys_typed_ahead_of_a_decision_that_fails_are_thrown_away() {
    let mut bench = Bench::open().await;
    bench.press("3 Enter").await;
    let first = selected(&bench);
    let started = update(&mut bench.state, Message::Key(event("a")));
    update(&mut bench.state, Message::Key(event("x")));
    bench.runner.worker.store.close().await;
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    assert!(bench.state.typeahead.is_empty() && bench.state.dialog().is_none());
    bench.fixtures.store = bench.fixtures.reopened().await;
    assert_eq!(bench.fixtures.follow_up(first).await.status, Status::Pending);
}

#[tokio::test]
async fn an_uncertain_one_is_settled_by_a_person() {
    let mut bench = Bench::open().await;
    bench.press("3 /").await;
    bench.write("statut:incertaine").await;
    bench.press("Enter u").await;
    assert!(bench.screen().contains("Cette relance est-elle partie ?"));
    let n = selected(&bench);
    bench.press("o").await;
    assert_eq!(bench.fixtures.follow_up(n).await.status, Status::Sent);
}

#[tokio::test]
async fn who_was_first_is_told() {
    let mut bench = Bench::open().await;
    let n = first_pending(&mut bench).await;
    let operations = Operations { store: &bench.fixtures.store, actor: "awa", now: clock(), writer: &TemplateWriter };
    operations.approve(uuid::Uuid::from_u128(n)).await.expect("approved");
    bench.press("a").await;
    assert_eq!(bench.status(), "awa a été plus rapide (23/11/2026 10:00) : cette relance est approuvée, relisez-la.");
}

#[tokio::test]
async fn what_a_role_may_not_is_refused_politely_and_at_once() {
    let mut bench = Bench::open_for(Role::Viewer).await;
    for keys in ["3 a", "e", "x", "r", "4 Space", "n", "5 Enter", "1 t", "2 g"] {
        bench.press(keys).await;
        assert!(bench.status().starts_with("Vous êtes lecteur : il faut être "), "{keys}: {}", bench.status());
        assert!(bench.state.dialog().is_none());
    }
    assert!(bench.screen().contains("viewer · lecteur") || bench.state.shared.size.0 < 100);
}

#[tokio::test]
async fn a_role_that_is_changed_holds_at_once_and_whoever_is_disabled_sees_nothing_more() {
    let mut bench = Bench::open_for(Role::Manager).await;
    let (store, name) = (bench.fixtures.store.clone(), "manager".parse().expect("a name"));
    let admin = Operations { store: &store, actor: "admin", now: clock(), writer: &TemplateWriter };
    admin.change_role(&name, Role::Viewer).await.expect("changed");
    bench.feed(Message::DatabaseChanged).await;
    assert_eq!(bench.status(), "Un administrateur a changé votre rôle : vous êtes lecteur maintenant.");
    bench.press("1 t").await;
    assert!(bench.status().starts_with("Vous êtes lecteur : il faut être responsable"), "{}", bench.status());
    admin.disable_operator(&name, true).await.expect("disabled");
    bench.fixtures.execute("update ai_follow_up_strategies set name = 'Secret'").await;
    bench.feed(Message::DatabaseChanged).await;
    assert!(bench.state.is_over && bench.state.is_shut_out);
    assert!(bench.state.shared.rules.strategies.iter().all(|strategy| strategy.name != "Secret"));
}

#[tokio::test]
async fn pasted_text_without_a_field_is_dropped_with_a_word() {
    let mut bench = Bench::open().await;
    for keys in ["3", "3 ?", "1 t"] {
        bench.press(keys).await;
        bench.feed(Message::Paste("amani o".to_owned())).await;
        assert_eq!(bench.status(), "Texte collé, rien n'a été fait : ouvrez d'abord un champ.", "{keys}");
        bench.press("Esc").await;
    }
    bench.press("3 x").await;
    bench.feed(Message::Paste("a demandé\nà attendre".to_owned())).await;
    assert!(bench.screen().contains("a demandé à attendre"), "{}", bench.screen());
}

#[tokio::test]
async fn only_what_decides_something_waits_to_be_known_as_typed() {
    let mut bench = Bench::open().await;
    bench.press("3").await;
    let waits = |bench: &Bench, keys: &str| -> Vec<String> {
        keys.split(' ').filter(|key| !is_harmless(&bench.state, event(key))).map(str::to_owned).collect()
    };
    assert_eq!(waits(&bench, "j k Up Enter Tab 2 / ? s a e x r S z q"), ["a", "e", "x", "r", "S", "z", "q"]);
    bench.press("x").await;
    assert_eq!(waits(&bench, "a x q Enter"), ["Enter"], "in a field only what leaves it");
    bench.press("Esc S").await;
    assert_eq!(waits(&bench, "o n y"), ["o", "n", "y"], "a question takes no text");
}

#[tokio::test]
async fn a_clients_language_number_and_pause_are_set_and_forgotten() {
    let mut bench = Bench::open().await;
    bench.press("2 c").await;
    assert_eq!(bench.status(), "Ouvrez d'abord le client avec Entrée.");
    let client = bench.state.tabs.clients.selected().expect("a client").client_key;
    bench.press("Enter c").await;
    let clear = ["Backspace"; 20].join(" ");
    for typed in ["xx", "en"] {
        bench.press(&clear).await;
        bench.write(typed).await;
        bench.press("Enter").await;
    }
    assert_eq!(bench.status(), "Contact enregistré.");
    let told = async |bench: &Bench| bench.fixtures.store.contact_details(client).await.expect("read");
    let before = told(&bench).await;
    assert_eq!(before.locale, Some(Locale::En), "and nothing else is said");
    bench.press("c Tab").await;
    for typed in ["12", "0812345678"] {
        bench.press(&clear).await;
        bench.write(typed).await;
        bench.press("Enter").await;
        assert_eq!(bench.screen().contains("Ce n'est pas un numéro de téléphone"), typed == "12", "{}", bench.screen());
    }
    bench.press("c BackTab").await;
    for typed in ["hier", "+30j"] {
        bench.press(&clear).await;
        bench.write(typed).await;
        bench.press("Enter").await;
    }
    let details = told(&bench).await;
    assert_eq!((details.locale, details.phone.as_deref()), (Some(Locale::En), Some("+243812345678")));
    assert_eq!(details.paused_until.map(|until| (until - clock()).num_days()), Some(29), "{details:?}");
    bench.press(&format!("c {clear} Tab {clear} Tab {clear} Enter")).await;
    assert_eq!(told(&bench).await, ContactDetails::default());
}

#[tokio::test]
async fn what_is_copied_goes_to_the_terminal() {
    let mut bench = Bench::open().await;
    bench.press("2 y").await;
    let address = bench.state.tabs.clients.selected().expect("a client").client_id.to_string();
    assert_eq!(bench.calls, [Call::Copy(address)]);
}

#[tokio::test]
async fn an_alert_of_the_overview_leads_to_what_it_speaks_of() {
    let mut bench = Bench::open().await;
    bench.press("j Enter").await;
    assert_eq!((bench.state.tab, bench.state.tabs.follow_ups.search.text.as_str()), (Tab::FollowUps, "status:pending"));
}

#[tokio::test]
async fn a_tick_by_hand_tells_what_it_did() {
    let mut bench = Bench::open().await;
    bench.press("t o").await;
    assert!(bench.status().starts_with("Terminé — analysés : "), "{}", bench.status());
    let written = bench.fixtures.store.count_follow_ups(None).await.expect("read");
    assert!(written > 10, "the schedule wrote some: {written}");
    let figures = bench.state.tabs.overview.figures.as_ref().expect("figures");
    assert_eq!(figures.overview.follow_ups, written, "the overview shows them");
}
