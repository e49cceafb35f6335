//! Moving about: tabs, long lists, search, order, and the loop itself.

use crossterm::event::Event;
use futures_util::stream;
use ratatui::{Terminal, backend::TestBackend};
use relance::store::ClientOrder;
use tokio::sync::mpsc;

use super::{
    bench::{Bench, Fake, event, tasks},
    house::CLIENTS,
};
use crate::console::{
    Opening, event_loop,
    message::Message,
    start,
    state::{Focus, Tab},
    update::update,
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

#[tokio::test]
async fn a_long_list_is_read_by_windows_and_every_row_is_reached() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    let all = bench.house.store.insights(ClientOrder::Risk, "", 1_000, 0).await.expect("read");
    assert_eq!(all.len(), CLIENTS as usize);
    for (place, insight) in all.iter().enumerate() {
        assert_eq!(bench.state.clients.list.cursor.selected, place);
        let shown = bench.state.client().expect("in memory");
        assert_eq!(shown.profile.client_id, insight.profile.client_id);
        bench.press("j").await;
    }
    bench.press("Home").await;
    assert_eq!(bench.state.client().expect("a client"), &all[0]);
    bench.press("End").await;
    assert_eq!(bench.state.client().expect("a client"), &all[all.len() - 1]);
    bench.press("PageUp PageUp").await;
    assert!(bench.state.client().is_some());
}

#[tokio::test]
async fn a_search_narrows_the_list_as_one_types_and_escape_clears_it() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    let name = bench.state.client().expect("a client").profile.client_id.to_string();
    bench.press("/").await;
    bench.write(&name).await;
    assert_eq!(bench.state.clients.list.total, 1);
    assert_eq!(bench.state.client().expect("found").profile.client_id.as_str(), name);
    bench.press("Enter").await;
    assert!(matches!(bench.state.focus, Focus::List));
    assert_eq!(bench.state.clients.list.total, 1, "it is kept");
    bench.press("/ Esc").await;
    assert_eq!(bench.state.clients.list.total, CLIENTS as usize);
    bench.press("/ % _").await;
    assert_eq!(bench.state.clients.list.total, 0, "wildcards are letters");
}

#[tokio::test]
async fn a_slow_search_is_answered_for_the_latest_text_only() {
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
    assert_eq!(bench.state.clients.search, "mba");
    let found = bench.house.store.count_insights("mba").await.expect("read");
    assert_eq!(bench.state.clients.list.total as i64, found);
    assert!(bench.state.jobs.is_idle());
}

#[tokio::test]
async fn the_order_goes_round() {
    let mut bench = Bench::open().await;
    bench.press("2").await;
    for order in ClientOrder::ALL {
        assert_eq!(bench.state.clients.order, order);
        let first = bench.house.store.insights(order, "", 1, 0).await.expect("read");
        assert_eq!(bench.state.client(), first.first());
        bench.press("s").await;
    }
    assert_eq!(bench.state.clients.order, ClientOrder::Risk);
}

#[tokio::test]
async fn a_pulse_that_finds_nothing_new_draws_nothing() {
    let mut bench = Bench::open().await;
    for key in ["1", "2", "3", "4", "5"] {
        bench.press(key).await;
        bench.state.is_changed = false;
        bench.feed(Message::Pulse).await;
        assert!(!bench.state.is_changed, "tab {key}");
    }
    bench.press("3").await;
    bench.state.is_changed = false;
    let desk = relance::desk::Desk { store: &bench.house.store, actor: "other", now: super::house::clock() };
    desk.approve(uuid::Uuid::from_u128(1)).await.expect("approved");
    bench.feed(Message::Pulse).await;
    assert!(bench.state.is_changed, "what others do shows");
}

#[tokio::test]
async fn the_loop_draws_and_ends_with_q_and_when_the_terminal_goes() {
    for keys in [vec!["2", "q"], vec!["2"]] {
        let bench = Bench::open().await;
        let (sender, inbox) = mpsc::unbounded_channel();
        let opening = Opening {
            store: bench.house.store.clone(),
            actor: "admin".to_owned(),
            lang: relance::locale::Locale::Fr,
            colours: true,
            notice: None,
            courier: Some(bench.house.outbox.clone()),
            clock: super::house::clock,
        };
        let (state, runner) = start(opening, sender);
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
    assert_eq!((started.len(), bench.said()), (1, "lecture…"));
    for task in tasks(started) {
        let answer = bench.runner.run(task).await;
        bench.feed(answer).await;
    }
    assert_eq!(bench.said(), "À jour.");
    bench.press("1 F5").await;
    assert_eq!(bench.said(), "À jour.");
}

#[tokio::test]
async fn what_is_said_at_first_stays_until_one_goes_elsewhere() {
    let mut bench = Bench::open().await;
    bench.state.say(crate::console::theme::Meaning::Accent, "Bienvenue");
    bench.press("? Esc").await;
    bench.feed(Message::Pulse).await;
    assert!(bench.screen().contains(" Bienvenue"));
    bench.press("2").await;
    assert!(!bench.screen().contains("Bienvenue"));
}
