//! A database that goes away under an open console, or falls silent, and comes back.

use relance::testing::proxy::{Line, Proxy};

use super::{alone::Home, has, tmux::Terminal};

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn an_edit_survives_a_database_that_goes_away_and_comes_back() {
    if has(&["tmux"]) {
        relance::testing::on_postgres_url(async |url| goes_away_and_comes_back(url)).await;
    }
}

fn goes_away_and_comes_back(url: &str) {
    let (credentials, rest) = url.split_once('@').expect("a user and a host");
    let (server, database) = rest.split_once('/').expect("a database");
    let proxy = Proxy::start(server);
    let home = Home::on(Some(url));
    for arguments in ["migrate", "settings delivery outbox", "demo --clients 60", "analyse", "generate"] {
        home.run(arguments);
    }
    let through_proxy = format!("--database-url '{credentials}@{}/{database}'", proxy.address);
    let terminal = Terminal::open(120, 40, &Home::on(None).line(&through_proxy));
    terminal.wait_for("À régler");
    terminal.press(&["3"]);
    terminal.wait_for("tri : urgence");
    terminal.press(&["Enter"]);
    terminal.wait_for("Relecture");
    terminal.press(&["e"]);
    terminal.wait_for("Modifier la relance");
    terminal.write(" avant ");

    proxy.set(Line::Cut);
    terminal.wait_for("La base de données ne répond pas");
    terminal.write("pendant ");
    terminal.wait_for("avant pendant");
    terminal.press(&["C-s"]);
    terminal.wait_for("│ ✗ La base de données ne répond pas");
    assert!(terminal.screen().contains("avant pendant"), "{}", terminal.screen());

    proxy.set(Line::Open);
    terminal.wait_for("La base de données répond de nouveau");
    terminal.write("après");
    terminal.press(&["C-s"]);
    terminal.wait_for("Texte enregistré");
    assert!(home.run("follow-ups --json").contains("avant pendant après"));

    // Worse than a line that is cut: nobody says so.
    proxy.set(Line::Swallowing);
    terminal.press(&["Escape"]);
    terminal.wait_for("tri : urgence");
    terminal.press(&["2"]);
    terminal.wait_for("La base de données ne répond pas");
    proxy.set(Line::Open);
    terminal.wait_for("La base de données répond de nouveau");
    terminal.press(&["q"]);
    terminal.wait_for_exit();
}
