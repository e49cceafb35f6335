//! Whole screens: every tab, detail and dialog, in both languages, at three sizes, with and without colours.

use insta::assert_snapshot;
use relance::locale::Locale;

use super::{bench::Bench, fixtures::Fixtures};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Screens: a name, and the keys that lead there. A text in quotation marks is typed.
const SCENES: &[(&str, &[&str])] = &[
    ("overview", &["1"]),
    ("clients", &["2"]),
    ("clients_sorted", &["2 s s o j j"]),
    ("clients_search", &["2 /", "\"risk>50 spent>500 ka\""]),
    ("clients_search_wrong", &["2 /", "\"mood:good\""]),
    ("clients_search_empty", &["2 /", "\"xyzzy\"", "Enter"]),
    ("client", &["2 Enter"]),
    ("client_contact", &["2 Enter c Tab"]),
    ("client_contact_wrong", &["2 Enter c", "\"xx\"", "Enter"]),
    ("client_confirm_generate", &["2 g"]),
    ("follow_ups", &["3"]),
    ("follow_ups_picked", &["3 Space v j j v"]),
    ("follow_ups_confirm_many", &["3 A a"]),
    ("follow_ups_cancel_many", &["3 A x"]),
    ("review", &["3 Enter"]),
    ("review_html", &["3 Enter t"]),
    ("review_sms", &["3 /", "\"channel:sms\"", "Enter Enter"]),
    ("review_sent", &["3 /", "\"status:sent\"", "Enter Enter"]),
    ("review_cancel", &["3 Enter x", "\"en congé\""]),
    ("review_reschedule", &["3 Enter r"]),
    ("review_reschedule_wrong", &["3 Enter r", "\"hier\"", "Enter"]),
    ("review_confirm_send", &["3 Enter S"]),
    ("review_settle", &["3 /", "\"status:uncertain\"", "Enter u"]),
    ("edit_email", &["3 Enter e"]),
    ("edit_sms", &["3 /", "\"channel:sms\"", "Enter e"]),
    ("edit_refused", &["3 Enter e", "\" {{nom}}\"", "C-s"]),
    ("edit_discard", &["3 Enter e", "\"!\"", "Esc"]),
    ("strategies", &["4"]),
    ("strategy", &["4 Enter"]),
    ("strategy_unusable", &["4 End Enter"]),
    ("strategy_reset", &["4 D"]),
    ("form_new", &["4 n"]),
    ("form_edit", &["4 e"]),
    ("form_condition", &["4 e Tab Tab Tab Tab Tab Tab Insert"]),
    ("form_template", &["4 e BackTab"]),
    ("form_discard", &["4 e", "\"!\"", "Esc"]),
    ("settings", &["5"]),
    ("settings_change", &["5 Enter"]),
    ("settings_threshold", &["5 j j j j j Enter Backspace Backspace", "\"50\""]),
    ("settings_wrong", &["5 j j j Enter", "\"x\"", "Enter"]),
    ("confirm_tick", &["1 t"]),
    ("palette", &["3 :"]),
    ("palette_found", &["3 :", "\"apro\""]),
    ("help", &["3 ?"]),
];

async fn play(bench: &mut Bench, steps: &[&str]) {
    for step in steps {
        match step.strip_prefix('"').and_then(|step| step.strip_suffix('"')) {
            Some(text) => bench.write(text).await,
            None => bench.press(step).await,
        }
    }
}

/// Each scene at every size, one under the other.
async fn in_language(lang: Locale) {
    let mut bench = Bench::open_in(Fixtures::full().await, lang, true, Bench::ADMIN).await;
    for (name, steps) in SCENES {
        let mut screens = Vec::new();
        for size in SIZES {
            bench = bench.start_again(lang, true, size).await;
            play(&mut bench, steps).await;
            screens.push(format!("{}×{}\n{}", size.0, size.1, bench.screen()));
        }
        assert_snapshot!(format!("{lang}_{name}"), screens.join("\n\n"));
    }
}

#[tokio::test]
async fn every_screen_in_french() {
    in_language(Locale::Fr).await;
}

#[tokio::test]
async fn every_screen_in_english() {
    in_language(Locale::En).await;
}

#[tokio::test]
async fn every_screen_with_its_colours_and_without_any() {
    let mut bench = Bench::open_in(Fixtures::full().await, Locale::Fr, true, Bench::ADMIN).await;
    for (name, steps) in SCENES {
        let mut styles = Vec::new();
        let mut screens = Vec::new();
        for colours in [true, false] {
            bench = bench.start_again(Locale::Fr, colours, SIZES[0]).await;
            play(&mut bench, steps).await;
            screens.push(bench.screen());
            styles.push(bench.styles());
        }
        assert_eq!(screens[0], screens[1], "{name} says the same without colours");
        assert!(styles[0].contains(['C', 'c', 'm']), "{name} has colours");
        assert!(!styles[1].contains(|c: char| "mcgyrMCGYR".contains(c)), "{name} has none where none are wanted");
        assert_snapshot!(format!("styles_{name}"), styles.join("\n\nNO_COLOR\n"));
    }
}

#[tokio::test]
async fn a_plain_terminal_gets_ascii_alone_in_the_same_places() {
    let mut bench = Bench::open_in(Fixtures::full().await, Locale::Fr, true, Bench::ADMIN).await;
    for (name, steps) in SCENES {
        bench = bench.start_again(Locale::Fr, true, SIZES[0]).await;
        bench.state.shared.theme.ascii = true;
        play(&mut bench, steps).await;
        let screen = bench.screen();
        assert!(screen.is_ascii(), "{name}: {screen}");
        if *name == "clients" {
            assert_snapshot!("ascii_clients", screen);
        }
    }
}

#[tokio::test]
async fn every_size_is_drawn() {
    let mut bench = Bench::open_in(Fixtures::full().await, Locale::Fr, true, Bench::ADMIN).await;
    for size in [(0, 0), (1, 1), (10, 3), (39, 24), (40, 10), (41, 11), (99, 12), (100, 10), (300, 100)] {
        for (_, steps) in SCENES {
            bench = bench.start_again(Locale::Fr, true, size).await;
            play(&mut bench, steps).await;
            bench.buffer();
        }
    }
}
