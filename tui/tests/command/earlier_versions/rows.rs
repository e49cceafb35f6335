//! What a database of an earlier version holds.

/// A table, and columns with their SQL literals; a version may lack some of them.
type Row = (&'static str, Vec<(&'static str, String)>);

/// One row and more in each table, as the version before this one wrote them.
pub fn rows(id: fn(u8) -> String) -> Vec<Row> {
    let text = |text: &str| format!("'{text}'");
    let at = |day: u8| format!("'2026-03-{day:02}T09:00:00+00:00'");
    let row = |table, columns: &[(&'static str, String)]| (table, columns.to_vec());
    let mut rows = Vec::new();
    for (n, name, cents) in [(1, "awa", 5_000), (2, "beni", 120_000)] {
        let address = format!("{name}@exemple.test");
        let facts = format!(
            r#"{{"client_id":"{address}","name":"{name} Exemple","phone":"","reservations":1,"cancellations":0,
            "spent":{cents},"first_at":"2026-01-0{n}T09:00:00Z","newest":{{"created_at":"2026-01-0{n}T09:00:00Z",
            "transaction_id":"T{n}","status":"completed","space_type":"coworking","activity":"Conseil",
            "payment_method":"cash","location":"Gombe"}},"last_day":"2026-01-0{n}","spaces":{{"coworking":1}},
            "activities":{{"Conseil":1}},"payments":{{"cash":1}},"locations":{{"Gombe":1}},
            "statuses":{{"completed":1}},"hours":[0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0]}}"#
        );
        let booked = format!("'2026-01-0{n}T09:00:00+00:00'");
        rows.push(row(
            "reservations",
            &[
                ("id", id(n)),
                ("full_name", text(&format!("{name} Exemple"))),
                ("email", text(&format!(" {}@Exemple.test", name.to_uppercase()))),
                ("phone", text("")),
                ("activity", text("Conseil")),
                ("address", text("Gombe")),
                ("space_type", text("coworking")),
                ("start_date", text(&format!("2026-01-0{n}"))),
                ("end_date", text(&format!("2026-01-0{n}"))),
                ("subscription_type", text("jour")),
                ("amount", (cents / 100).to_string()),
                ("payment_method", text("cash")),
                ("transaction_id", text(&format!("T{n}"))),
                ("status", text("completed")),
                ("created_at", booked.clone()),
                ("updated_at", booked.clone()),
            ],
        ));
        rows.push(row(
            "client_insights",
            &[
                ("client_id", text(&address)),
                ("facts", text(&facts)),
                ("name", text(&format!("{name} Exemple"))),
                ("sought", text(&format!("{name} exemple\n{address}"))),
                ("reservations", "1".to_owned()),
                ("cancellations", "0".to_owned()),
                ("spent_cents", cents.to_string()),
                ("last_activity", booked),
                ("full_pass", "1".to_owned()),
                ("analysed_at", at(9)),
                ("rescore_at", at(11)),
                ("days_since_last", "67".to_owned()),
                ("risk_score", "30".to_owned()),
                ("engagement_score", "60".to_owned()),
                ("recommended_strategy", text("inactive_client_reminder")),
                ("needs_follow_up", "true".to_owned()),
                ("next_follow_up_on", text("2026-03-12")),
            ],
        ));
    }
    for (n, name, status, content) in
        [(11, "awa", "pending", "'h'"), (12, "beni", "sent", "'h'"), (13, "gone", "sent", "null")]
    {
        let sent = if status == "sent" { at(3) } else { "null".to_owned() };
        rows.push(row(
            "ai_follow_ups",
            &[
                ("id", id(n)),
                ("client_id", text(&format!("{name}@exemple.test"))),
                ("strategy_id", text("own")),
                ("subject", text(&format!("Subject for {name}"))),
                ("message", text("A message")),
                ("channel", text("email")),
                ("scheduled_date", at(2)),
                ("priority", text("low")),
                ("ai_confidence", "50".to_owned()),
                ("generated_at", at(1)),
                ("status", text(status)),
                ("sent_at", sent),
                ("content_hash", content.to_owned()),
                ("created_at", at(1)),
                ("updated_at", at(3)),
            ],
        ));
        let line = |n, action: &str, day| {
            row(
                "ai_follow_up_logs",
                &[
                    ("id", id(n)),
                    ("action", text(action)),
                    ("actor", text("ada")),
                    ("client_id", text(&format!("{name}@exemple.test"))),
                    ("strategy_id", text("own")),
                    ("follow_up_id", id(n % 20 + 10 * u8::from(n >= 40))),
                    ("created_at", at(day)),
                ],
            )
        };
        rows.push(line(n + 20, "write", 1));
        if status == "sent" {
            rows.push(line(n + 40, "send", 3));
        }
    }
    let (start, other) = (at(1), at(4));
    let (stamped, marked) = (("created_at", start.clone()), ("updated_at", other.clone()));
    rows.extend([
        row(
            "ai_follow_up_strategies",
            &[
                ("id", text("own")),
                ("name", text("Our own")),
                ("priority", text("low")),
                ("channels", text(r#"["email"]"#)),
                ("cooldown_days", "30".to_owned()),
                stamped.clone(),
                marked.clone(),
            ],
        ),
        row(
            "ai_follow_up_settings",
            &[("id", text("default")), ("daily_follow_up_limit", "17".to_owned()), stamped.clone(), marked.clone()],
        ),
        row(
            "client_contacts",
            &[
                ("client_id", text("beni@exemple.test")),
                ("email_consent", "false".to_owned()),
                ("phone", text("0812345678")),
                marked.clone(),
            ],
        ),
        row(
            "push_endpoints",
            &[
                ("id", id(51)),
                ("client_id", text("beni@exemple.test")),
                ("platform", text("ios")),
                ("token", text("token")),
                stamped.clone(),
                marked.clone(),
            ],
        ),
        row(
            "follow_up_events",
            &[
                ("id", id(61)),
                ("follow_up_id", id(12)),
                ("kind", text("converted")),
                ("occurred_at", other.clone()),
                ("cents", "2500".to_owned()),
            ],
        ),
        row("daily_quota", &[("day", text("2026-03-10")), ("kind", text("written")), ("used", "3".to_owned())]),
        row("suppressions", &[("address_hash", text("aa")), ("reason", text("complaint")), ("since", start.clone())]),
        row("seen_events", &[("hash", text("bb")), ("seen_at", start.clone())]),
        row("operators", &[("name", text("ada")), ("role", text("admin")), stamped, marked]),
        row(
            "operator_keys",
            &[
                ("key", text("ssh-ed25519 AAAA")),
                ("operator", text("ada")),
                ("label", text("desk")),
                ("added_at", start),
            ],
        ),
    ]);
    rows
}

/// The rows that are there before anything is written, as the program leaves them.
pub const STATE: [(&str, &str); 3] = [
    ("ai_follow_up_settings", "update engine_state set seeded = true"),
    (
        "engine_state",
        "update engine_state set owns_reservations = true, full_pass = 1,
            watermark = '2026-01-02T09:00:00+00:00', full_pass_day = '2026-03-10',
            analysed_at = '2026-03-10T08:00:00+00:00', rules_hash = 'r',
            hours = '[0,0,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0]'",
    ),
    (
        "channels",
        "update channels set paused_at = '2026-03-09T09:00:00+00:00',
            paused_because = '31 of the last 1000 messages went to dead addresses' where channel = 'sms'",
    ),
];
