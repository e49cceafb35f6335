//! `relance` alone, on an empty machine and without a terminal.

use crate::{
    booking_file::{MONDAY, bookings, file},
    workplace::Workplace,
};

#[test]
fn the_first_start_invents_clients_and_says_so() {
    let place = Workplace::embedded();
    insta::assert_snapshot!(place.done(&["--now", MONDAY]), @"
    Ces clients sont inventés ; le premier import les efface.
    Clients                         300
    Risque élevé                    23
    Engagement faible               0 (nul à 40 ou moins ; à 42, ce serait un client sur dix)
    À relancer                      209
    Valeur des clients              289309.45 USD
    Relances                        50
    Par statut                      pending 50
    Par priorité                    medium 6, high 22, urgent 22
    Écrites aujourd'hui             50 / 50
    Envoyées aujourd'hui            0 / 50
    Confiance moyenne               87.4
    Clients relancés                50
    Clients revenus                 0 (0.00 USD)
    ");
    let english = place.done(&["--now", MONDAY, "--lang", "en"]);
    assert!(english.starts_with("These clients are invented; the first import wipes them.\n"), "{english}");
    assert_eq!(place.object(&["stats"])["clients"], 300, "the second start invents nobody");
}

#[test]
fn the_first_import_wipes_the_invented_clients() {
    let place = Workplace::embedded();
    place.done(&["--now", MONDAY]);
    let csv = place.write("bookings.csv", file(&bookings(7)));
    insta::assert_snapshot!(place.done(&["import", &csv]), @"
    the invented clients have left
    16 new, 0 changed, 0 unchanged, 0 rejected; 7 clients, 2 cancelled
    ");
    place.done(&["analyse", "--now", MONDAY]);
    let clients = place.objects(&["clients"]);
    assert_eq!(clients.len(), 7);
    for client in &clients {
        let id = client["client_id"].as_str().expect("an id");
        assert!(id.starts_with("cliente") && id.ends_with("@exemple.cd"), "{id}");
    }
    let overview = place.done(&["--now", MONDAY]);
    assert!(!overview.contains("inventés"), "{overview}");
    assert_eq!(place.objects(&["clients"]).len(), 7, "a table that holds reservations is not filled");
}

#[test]
fn a_rehearsed_import_leaves_the_invented_clients() {
    let place = Workplace::embedded();
    place.done(&["--now", MONDAY]);
    let csv = place.write("bookings.csv", file(&bookings(7)));
    insta::assert_snapshot!(place.done(&["import", &csv, "--dry-run"]), @"
    the invented clients would leave
    16 new, 0 changed, 0 unchanged, 0 rejected; 7 clients, 2 cancelled (dry run: nothing was written)
    ");
    assert_eq!(place.objects(&["clients"]).len(), 300);
}

#[test]
fn the_overview_without_a_terminal_is_json_when_asked() {
    let place = Workplace::embedded();
    let overview = place.object(&["--now", MONDAY]);
    assert_eq!(overview["clients"], 300);
}
