//! Whole screens, as people see them.

use insta::assert_snapshot;
use ratatui::style::Color;
use relance::locale::Locale;

use super::bench::Bench;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[tokio::test]
async fn the_five_tabs_in_french() {
    let mut bench = Bench::open().await;
    for (columns, rows) in SIZES {
        bench.resize(columns, rows).await;
        for (key, name) in
            [("1", "overview"), ("2", "clients"), ("3", "follow_ups"), ("4", "strategies"), ("5", "settings")]
        {
            bench.press(key).await;
            assert_snapshot!(format!("fr_{name}_{columns}"), bench.screen());
        }
    }
}

#[tokio::test]
async fn details_fill_the_screen_where_it_is_narrow() {
    let mut bench = Bench::open().await;
    bench.press("2 Enter").await;
    assert_snapshot!("fr_client_80", bench.screen());
    bench.press("4 Enter").await;
    assert_snapshot!("fr_strategy_80", bench.screen());
}

#[tokio::test]
async fn a_review_shows_what_who_why_and_how_sure() {
    let mut bench = Bench::open().await;
    bench.press("3 Enter").await;
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        bench.resize(columns, rows).await;
        assert_snapshot!(format!("fr_review_{columns}"), bench.screen());
    }
    bench.resize(120, 40).await;
    bench.press("t").await;
    assert_snapshot!("fr_review_html_120", bench.screen());
}

#[tokio::test]
async fn the_palette_finds_actions_by_a_few_letters() {
    let mut bench = Bench::open().await;
    bench.press("3 :").await;
    assert_snapshot!("fr_palette_80", bench.screen());
    bench.write("apprv").await;
    assert_snapshot!("fr_palette_found_80", bench.screen());
}

#[tokio::test]
async fn the_dialogs_in_french() {
    let mut bench = Bench::open().await;
    bench.press("3 j j e").await;
    assert_snapshot!("fr_dialog_edit_sms_80", bench.screen());
    bench.press("Esc").await;
    for (tab, key, name) in [
        ("1", "t", "tick"),
        ("2", "g", "generate"),
        ("3", "S", "send"),
        ("3", "x", "cancel"),
        ("3", "r", "reschedule"),
        ("3", "e", "edit"),
        ("5", "Enter", "change"),
    ] {
        bench.press(&format!("{tab} {key}")).await;
        assert_snapshot!(format!("fr_dialog_{name}_80"), bench.screen());
        bench.press("Esc").await;
        assert!(bench.state.dialog.is_none(), "{name}");
    }
}

#[tokio::test]
async fn the_help_and_the_search_in_french() {
    let mut bench = Bench::open().await;
    bench.resize(120, 90).await;
    bench.press("?").await;
    assert_snapshot!("fr_help", bench.screen());
    bench.resize(80, 24).await;
    bench.press("Esc 2 /").await;
    bench.write("mbu").await;
    assert_snapshot!("fr_search_80", bench.screen());
}

#[tokio::test]
async fn the_console_speaks_english_too() {
    let mut bench = Bench::open_as(Locale::En, true).await;
    for (key, name) in
        [("1", "overview"), ("2", "clients"), ("3", "follow_ups"), ("4", "strategies"), ("5", "settings")]
    {
        bench.press(key).await;
        assert_snapshot!(format!("en_{name}_80"), bench.screen());
    }
    bench.resize(120, 90).await;
    bench.press("?").await;
    assert_snapshot!("en_help", bench.screen());
}

#[tokio::test]
async fn without_colours_the_screen_says_the_same() {
    let (mut plain, mut coloured) = (Bench::open_as(Locale::Fr, false).await, Bench::open().await);
    for key in ["1", "2", "3", "4", "5", "?"] {
        plain.press(key).await;
        coloured.press(key).await;
        assert_eq!(plain.screen(), coloured.screen());
        let is_coloured =
            |bench: &mut Bench| bench.buffer().content.iter().any(|c| c.fg != Color::Reset || c.bg != Color::Reset);
        assert!(!is_coloured(&mut plain), "tab {key}");
        assert!(is_coloured(&mut coloured), "tab {key}");
    }
    plain.press("Esc 3").await;
    assert_snapshot!("fr_follow_ups_no_colour", plain.screen());
}

#[tokio::test]
async fn a_plain_terminal_gets_ascii_alone_in_the_same_places() {
    let mut bench = Bench::open().await;
    bench.state.theme.ascii = true;
    for keys in ["1", "2 Enter", "3", "Enter", "4 e", "Esc 5", "?", "Esc :"] {
        bench.press(keys).await;
        let screen = bench.screen();
        assert!(screen.is_ascii(), "{keys}: {screen}");
    }
    bench.press("Esc 2").await;
    assert_snapshot!("fr_clients_ascii_80", bench.screen());
}

#[tokio::test]
async fn every_size_is_drawn() {
    let mut bench = Bench::open().await;
    for (columns, rows) in [(0, 0), (1, 1), (10, 3), (39, 24), (40, 10), (41, 11), (99, 12), (100, 10), (300, 100)] {
        for key in ["1", "2", "3", "4", "5"] {
            bench.resize(columns, rows).await;
            bench.press(key).await;
            bench.buffer();
            bench.press("?").await;
            bench.buffer();
            bench.press("Esc").await;
        }
    }
}
