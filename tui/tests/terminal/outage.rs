//! A database that goes away under an open console, and comes back.

use std::{
    io,
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::{alone::Home, has, tmux::Terminal};

/// A TCP proxy between a program and a server, which can cut their connections.
struct Proxy {
    address: SocketAddr,
    /// The open connections; `None` while the connection is cut.
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Proxy {
    fn start(server: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let proxy =
            Self { address: listener.local_addr().expect("its address"), open: Arc::new(Mutex::new(Some(Vec::new()))) };
        let open = Arc::clone(&proxy.open);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // While the connection is cut, a new connection is closed at once.
                let mut open = open.lock().expect("nobody panics with it");
                if let (Some(open), Ok(server)) = (open.as_mut(), TcpStream::connect(&server)) {
                    let ends = [&client, &server].map(|end| end.try_clone().expect("another handle"));
                    open.extend(ends);
                    join(client, server);
                }
            }
        });
        proxy
    }

    fn cut(&self) {
        for end in self.open.lock().expect("nobody panics with it").take().unwrap_or_default() {
            let _gone = end.shutdown(Shutdown::Both);
        }
    }

    fn restore(&self) {
        *self.open.lock().expect("nobody panics with it") = Some(Vec::new());
    }
}

/// Copies both ways until either end closes.
fn join(client: TcpStream, server: TcpStream) {
    let ways = [(client.try_clone(), server.try_clone()), (Ok(server), Ok(client))];
    for (from, to) in ways {
        let (mut from, mut to) = (from.expect("another handle"), to.expect("another handle"));
        thread::spawn(move || {
            let _cut = io::copy(&mut from, &mut to);
            let _gone = to.shutdown(Shutdown::Both);
        });
    }
}

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
    let proxy = Proxy::start(server.to_owned());
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

    proxy.cut();
    terminal.wait_for("La base de données ne répond pas");
    terminal.write("pendant ");
    terminal.wait_for("avant pendant");
    terminal.press(&["C-s"]);
    terminal.wait_for("│ ✗ La base de données ne répond pas");
    assert!(terminal.screen().contains("avant pendant"), "{}", terminal.screen());

    proxy.restore();
    terminal.wait_for("La base de données répond de nouveau");
    terminal.write("après");
    terminal.press(&["C-s"]);
    terminal.wait_for("Texte enregistré");
    assert!(home.run("follow-ups --json").contains("avant pendant après"));
    terminal.press(&["q"]);
    terminal.wait_for_exit();
}
