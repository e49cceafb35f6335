//! Navigation: tabs, long lists, search, order, and the event loop itself.

use crossterm::event::Event;
use futures_util::stream;
use ratatui::{Terminal, backend::TestBackend};
use relance::store::pages::{ClientColumn, ClientLine, Sort, Start};
use relance::writer::TemplateWriter;
use tokio::sync::mpsc;

use super::{
    bench::{Bench, Fake, event, tasks},
    fixtures::{CLIENTS, clock},
};
use crate::console::{Config, event_loop, focus::Focus, message::Message, start, tabs::Tab, update::update};

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
        let bench = Bench::open().await;
        let (sender, inbox) = mpsc::unbounded_channel();
        let config = Config {
            store: bench.fixtures.store.clone(),
            actor: "admin".to_owned(),
            role: relance::operator::Role::Admin,
            lang: relance::locale::Locale::Fr,
            colours: true,
            ascii: false,
            notice: None,
            courier: Some(bench.fixtures.outbox.clone()),
            clock: relance::clock::Clock::new(clock),
        };
        let (state, runner) = start(config, sender);
        let mut screen = Fake(Terminal::new(TestBackend::new(80, 24)).expect("a terminal"));
        let events = stream::iter(keys.iter().map(|key| Ok(Event::Key(event(key)))));
        let state = event_loop::run(&mut screen, state, &runner, inbox, events, std::future::pending());
        let state = state.await.expect("it ends");
        assert_eq!(state.tab, Tab::Clients);
        assert_eq!(state.is_over, keys.len() == 2);
        assert!(screen.0.backend().to_string().contains("Relance"));
    }
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
