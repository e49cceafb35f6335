//! Navigation: tabs, long lists, search, order, and the event loop itself.

use crossterm::event::Event;
use futures_util::stream;
use ratatui::{Terminal, TerminalOptions, Viewport, backend::TestBackend, layout::Rect};
use relance::store::pages::{ClientColumn, ClientLine, Sort, Start};
use relance::writer::TemplateWriter;
use tokio::sync::mpsc;

use super::{
    bench::{Bench, Fake, event, tasks},
    fixtures::{CLIENTS, clock},
};
use crate::console::{
    Config, event_loop, focus::Focus, message::Message, start, state::State, tabs::Tab, update::update,
};

#[tokio::test]
async fn tabs_are_reached_by_number_and_in_turn() {
    let mut bench = Bench::open().await;
    bench.press("Tab Tab").await;
    assert_eq!(bench.state.tab, Tab::FollowUps);
    bench.press("BackTab BackTab BackTab").await;
    assert_eq!(bench.state.tab, Tab::Settings);
    bench.press("4").await;
    assert_eq!(bench.state.tab, Tab::Strategies);
}

/// Every client, in the order of the open list.
async fn all_clients(bench: &Bench) -> Vec<ClientLine> {
    let (list, start) = (&bench.state.tabs.clients.list, Start::First);
    let page = bench.fixtures.store.client_page(&list.filter, list.sort, &start, 1_000, clock()).await;
    page.expect("read").rows
}

#[tokio::test]
async fn every_row_of_a_list_is_reached() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    let all = all_clients(&bench).await;
    assert_eq!(all.len(), CLIENTS as usize);
    for (index, client) in all.iter().enumerate() {
        assert_eq!(
            (bench.state.tabs.clients.selected(), bench.state.tabs.clients.list.position()),
            (Some(client), Some(index))
        );
        bench.press("j").await;
    }
    bench.press("Home").await;
    assert_eq!(bench.state.tabs.clients.selected(), all.first());
    bench.press("End").await;
    assert_eq!(bench.state.tabs.clients.selected(), all.last());
    bench.press("PageUp PageUp").await;
    assert!(bench.state.tabs.clients.selected().is_some());
}

#[tokio::test]
async fn a_filter_narrows_the_list_as_one_types_and_escape_clears_it() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    let name = bench.state.tabs.clients.selected().expect("a client").client_id.to_string();
    bench.press("/").await;
    bench.write(&name).await;
    assert_eq!(bench.state.tabs.clients.list.total(), Some(1));
    assert_eq!(bench.state.tabs.clients.selected().expect("found").client_id.as_str(), name);
    bench.press("Enter").await;
    assert!(matches!(bench.state.shared.focus, Focus::List));
    assert_eq!(bench.state.tabs.clients.list.total(), Some(1), "it is kept");
    bench.press("/ Esc").await;
    assert_eq!(bench.state.tabs.clients.list.total(), Some(CLIENTS as usize));
    bench.press("/ % _").await;
    assert_eq!(bench.state.tabs.clients.list.total(), Some(0), "wildcards are letters");
}

#[tokio::test]
async fn a_filter_on_fields_shows_what_holds_and_says_what_makes_no_sense() {
    let mut bench = Bench::open().await;
    bench.press("2 /").await;
    bench.write("risque>50 dépense>500").await;
    let found = all_clients(&bench).await;
    assert!(!found.is_empty() && found.iter().all(|client| client.risk > 50 && client.spent.0 > 50_000));
    let before = bench.state.tabs.clients.list.total();
    bench.feed(Message::Paste(" risque>".to_owned())).await;
    assert_eq!(bench.state.tabs.clients.list.total(), before, "an unfinished term changes nothing");
    assert!(bench.state.tabs.clients.search.error.is_none());
    bench.write("x").await;
    assert!(bench.screen().contains("✗ « x » ne va pas pour"), "{}", bench.screen());
    assert_eq!(bench.state.tabs.clients.list.total(), before);
}

#[tokio::test]
async fn a_slow_filter_is_answered_for_the_latest_text_only() {
    let mut bench = Bench::open().await;
    bench.press("2 /").await;
    let mut started = Vec::new();
    for key in ["m", "b", "a"] {
        started.extend(update(&mut bench.state, Message::Key(event(key))));
    }
    assert_eq!(started.len(), 1, "the others wait");
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    assert_eq!(bench.state.tabs.clients.search.text, "mba");
    let found = all_clients(&bench).await;
    assert_eq!(bench.state.tabs.clients.list.rows(), found);
    assert!(bench.state.jobs.is_idle());
}

#[tokio::test]
async fn every_column_sorts_both_ways() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    for column in ClientColumn::ALL {
        for _ in 0..2 {
            assert_eq!(bench.state.tabs.clients.list.sort.by, column);
            let all = all_clients(&bench).await;
            assert_eq!(bench.state.tabs.clients.selected(), all.first());
            bench.press("o").await;
        }
        bench.press("s").await;
    }
    assert_eq!(bench.state.tabs.clients.list.sort, Sort::by(ClientColumn::Risk));
}

#[tokio::test]
async fn a_pulse_that_finds_nothing_new_draws_nothing() {
    let mut bench = Bench::open().await;
    for key in ["1", "2", "3", "4", "5"] {
        bench.press(key).await;
        bench.state.shared.is_changed = false;
        bench.feed(Message::DatabaseChanged).await;
        assert!(!bench.state.shared.is_changed, "tab {key}");
    }
    bench.press("3").await;
    bench.state.shared.is_changed = false;
    let operations = relance::operations::Operations {
        store: &bench.fixtures.store,
        actor: "other",
        now: clock(),
        writer: &TemplateWriter,
    };
    operations.approve(uuid::Uuid::from_u128(1)).await.expect("approved");
    bench.feed(Message::DatabaseChanged).await;
    assert!(bench.state.shared.is_changed, "what others do shows");
}

#[tokio::test]
async fn the_loop_draws_and_ends_with_q_and_when_the_terminal_goes() {
    for keys in [vec!["2", "q"], vec!["2"]] {
        let mut screen = Fake(Terminal::new(TestBackend::new(80, 24)).expect("a terminal"));
        let state = run_loop(&mut screen, keys.iter().map(|key| Event::Key(event(key)))).await;
        assert_eq!(state.tab, Tab::Clients);
        assert_eq!(state.is_over, keys.len() == 2);
        assert!(screen.0.backend().to_string().contains("Relance"));
    }
}

/// The state after these events, with which the terminal goes.
async fn run_loop(screen: &mut Fake, events: impl Iterator<Item = Event>) -> State {
    let bench = Bench::open().await;
    let (sender, inbox) = mpsc::unbounded_channel();
    let config = Config {
        store: bench.fixtures.store.clone(),
        actor: "admin".to_owned(),
        admission: crate::admission::Admission { is_named: true, read_only: false },
        role: relance::operator::Role::Admin,
        lang: relance::locale::Locale::Fr,
        colours: true,
        ascii: false,
        notice: None,
        courier: Some(bench.fixtures.outbox.clone()),
        clock: relance::clock::Clock::new(clock),
    };
    let (state, runner) = start(config, sender);
    let events = stream::iter(events.map(Ok));
    let state = event_loop::run(screen, state, &runner, inbox, events, std::future::pending());
    state.await.expect("it ends")
}

#[tokio::test]
async fn no_more_is_drawn_than_a_person_reads() {
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::ZERO) };
    let terminal = Terminal::with_options(TestBackend::new(600, 300), options).expect("a terminal");
    let mut screen = Fake(terminal);
    let state = run_loop(&mut screen, [Event::Resize(601, 301), Event::Resize(600, 300)].into_iter()).await;
    assert_eq!(state.shared.size, Message::MOST);
    let buffer = screen.0.backend().buffer();
    let drawn = buffer.area.positions().filter(|at| buffer[*at].symbol() != " ");
    let (columns, rows) = drawn.fold((0, 0), |(x, y), at| (at.x.max(x), at.y.max(y)));
    assert!((450..500).contains(&columns) && (150..200).contains(&rows), "{columns}, {rows}");
}

#[tokio::test]
async fn keys_that_come_at_once_are_text_and_decide_nothing() {
    let mut screen = Fake(Terminal::new(TestBackend::new(80, 24)).expect("a terminal"));
    let state =
        run_loop(&mut screen, ["3", "a", "x", "Enter", "q"].map(|key| Event::Key(event(key))).into_iter()).await;
    assert_eq!((state.tab, state.is_over), (Tab::FollowUps, false));
    assert!(state.shared.status.is_some_and(|status| status.text.starts_with("Texte collé")));
}

#[tokio::test]
async fn refreshing_says_up_to_date_once_it_is() {
    let mut bench = Bench::open().await;
    let started = update(&mut bench.state, Message::Key(event("R")));
    assert_eq!((started.len(), bench.status()), (1, "lecture…"));
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    assert_eq!(bench.status(), "À jour.");
    bench.press("1 F5").await;
    assert_eq!(bench.status(), "À jour.");
}

#[tokio::test]
async fn what_is_said_at_first_stays_until_one_goes_elsewhere() {
    let mut bench = Bench::open().await;
    bench.state.shared.set_status(crate::console::theme::Meaning::Accent, "Bienvenue");
    bench.press("? Esc").await;
    bench.feed(Message::DatabaseChanged).await;
    assert!(bench.screen().contains(" Bienvenue"));
    bench.press("2").await;
    assert!(!bench.screen().contains("Bienvenue"));
}
