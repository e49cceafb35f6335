use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
use tempfile::TempDir;

use super::*;
use crate::{
    client::{Channel, Platform},
    draft::{FactSheet, Tone},
    locale::Locale,
    settings::Sender,
};

fn parcel(channel: Channel) -> Parcel {
    Parcel {
        follow_up: Uuid::from_u128(0x1234),
        channel,
        to: match channel {
            Channel::Email => "awa@example.com",
            Channel::Sms => "+243810000000",
            Channel::Push => "device-token",
        }
        .to_owned(),
        platform: (channel == Channel::Push).then_some(Platform::Android),
        to_name: "Awa Mbuyi, Élise".to_owned(),
        from: Sender {
            address: "relance@nzooimmo.com".parse().expect("an address"),
            reply_to: Some("bonjour@nzooimmo.com".parse().expect("an address")),
        },
        subject:
            "Awa, quand revenez-vous nous voir\u{a0}? Votre place à Kinshasa vous attend toujours, été comme hiver"
                .to_owned(),
        message: "Bonjour Awa,\n\nÀ bientôt\u{a0}!\n\nRéserver\u{a0}: https://nzooimmo.com/reservation".to_owned(),
        locale: Locale::Fr,
        facts: Some(FactSheet {
            locale: Locale::Fr,
            tone: Tone::Warm,
            first_name: Some("Awa".to_owned()),
            last_space: None,
            favourite_space: None,
            months_as_client: 0,
            offer: None,
            season: None,
            booking_link: "https://nzooimmo.com/reservation".to_owned(),
            business_name: "N'zoo Immo".to_owned(),
        }),
        at: "2026-11-23T07:00:00Z".parse().expect("a time"),
    }
}

fn outbox() -> (TempDir, Maildir) {
    let place = TempDir::new().expect("a folder");
    let outbox = Maildir::open(place.path().join("relance/outbox")).expect("an outbox");
    (place, outbox)
}

fn names(outbox: &Maildir) -> Vec<String> {
    let entries = fs::read_dir(outbox.folder()).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

fn read(outbox: &Maildir, name: &str) -> Vec<u8> {
    fs::read(outbox.folder().join(name)).expect("a file")
}

const ID: &str = "00000000-0000-0000-0000-000000001234";

#[tokio::test]
async fn an_email_reads_back_as_it_was_written() {
    let (_place, outbox) = outbox();
    let sent = parcel(Channel::Email);
    assert_eq!(outbox.send(&sent).await, Answer::Accepted(format!("{ID}.eml")));
    let bytes = read(&outbox, &format!("{ID}.eml"));
    let mail = parse_mail(&bytes).expect("an e-mail");
    let header = |name: &str| mail.headers.get_first_value(name).expect("a header");
    assert_eq!(header("Subject"), sent.subject);
    assert_eq!(header("From"), "\"N'zoo Immo\" <relance@nzooimmo.com>");
    assert_eq!(header("To"), "Awa Mbuyi, Élise <awa@example.com>");
    assert_eq!(header("Reply-To"), "<bonjour@nzooimmo.com>");
    assert_eq!(header("Date"), "Mon, 23 Nov 2026 07:00:00 +0000");
    assert_eq!(header("Message-ID"), format!("<{ID}@nzooimmo.com>"));
    assert_eq!(header("X-Relance-Follow-Up"), ID);
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let [text, html] = &mail.subparts[..] else { panic!("two bodies") };
    assert_eq!((text.ctype.mimetype.as_str(), html.ctype.mimetype.as_str()), ("text/plain", "text/html"));
    let body = |part: &ParsedMail<'_>| part.get_body().expect("text").replace("\r\n", "\n");
    assert_eq!(body(text).trim_end(), sent.message);
    assert!(body(html).contains("href=\"https://nzooimmo.com/reservation\"") && body(html).contains("À bientôt"));
}

#[tokio::test]
async fn an_sms_and_a_push_message_are_plain_to_read() {
    let (_place, outbox) = outbox();
    outbox.send(&parcel(Channel::Sms)).await;
    let push = Parcel { follow_up: Uuid::from_u128(2), ..parcel(Channel::Push) };
    outbox.send(&push).await;
    insta::assert_snapshot!("sms", String::from_utf8_lossy(&read(&outbox, &format!("{ID}.txt"))));
    let name = "00000000-0000-0000-0000-000000000002.json";
    insta::assert_snapshot!("push", String::from_utf8_lossy(&read(&outbox, name)));
}

#[tokio::test]
async fn the_same_parcel_gives_the_same_bytes() {
    let ((_a, one), (_b, other)) = (outbox(), outbox());
    for channel in Channel::ALL {
        let Answer::Accepted(name) =
            one.send(&Parcel { follow_up: Uuid::from_u128(channel as u128), ..parcel(channel) }).await
        else {
            panic!("refused {channel}")
        };
        other.send(&Parcel { follow_up: Uuid::from_u128(channel as u128), ..parcel(channel) }).await;
        assert_eq!(read(&one, &name), read(&other, &name), "{channel}");
    }
}

#[tokio::test]
async fn a_message_that_left_is_not_written_again_by_any_channel() {
    let (_place, outbox) = outbox();
    let first = outbox.send(&parcel(Channel::Email)).await;
    let before = read(&outbox, &format!("{ID}.eml"));
    let edited = Parcel { message: "Autre chose".to_owned(), ..parcel(Channel::Email) };
    assert_eq!(outbox.send(&edited).await, first);
    assert_eq!(outbox.send(&parcel(Channel::Sms)).await, first);
    assert_eq!(read(&outbox, &format!("{ID}.eml")), before);
    assert_eq!(names(&outbox), [format!("{ID}.eml")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_senders_at_once_exactly_one_writes() {
    let (_place, outbox) = outbox();
    let sends = (0..16).map(|i| {
        let outbox = outbox.clone();
        let parcel = Parcel { message: format!("Message {i}"), ..parcel(Channel::Sms) };
        tokio::spawn(async move { outbox.send(&parcel).await })
    });
    for answer in futures_util::future::join_all(sends).await {
        assert_eq!(answer.expect("no panic"), Answer::Accepted(format!("{ID}.txt")));
    }
    assert_eq!(names(&outbox), [format!("{ID}.txt")]);
}

#[tokio::test]
async fn the_file_is_the_evidence_and_litter_is_not() {
    let (_place, outbox) = outbox();
    let id = parcel(Channel::Push).follow_up;
    fs::write(outbox.folder().join(format!(".writing-{id}.tmp")), "half").expect("written");
    assert_eq!(outbox.evidence(id).await, Evidence::NotSent);
    outbox.send(&parcel(Channel::Push)).await;
    assert_eq!(outbox.evidence(id).await, Evidence::Sent(format!("{ID}.json")));
    assert_eq!(outbox.evidence(Uuid::from_u128(9)).await, Evidence::NotSent);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_a_folder_or_anothers_file_is_no_evidence_and_is_neither_followed_nor_overwritten() {
    use std::os::unix::fs::{chown, symlink};
    let (place, outbox) = outbox();
    let elsewhere = place.path().join("elsewhere");
    let (written, ours) = (self::outbox(), Uuid::from_u128(0x1234));
    written.1.send(&parcel(Channel::Email)).await;
    let message = String::from_utf8(read(&written.1, &format!("{ID}.eml"))).expect("UTF-8");
    fs::write(&elsewhere, &message).expect("written");
    let is_root = fs::metadata(&elsewhere).is_ok_and(|me| owner(&me) == 0);
    type Make<'a> = Box<dyn Fn(&Path) -> io::Result<()> + 'a>;
    let mut foreign: Vec<(&str, Make<'_>)> = vec![
        ("a link to a message", Box::new(|at| symlink(&elsewhere, at))),
        ("a link to nowhere", Box::new(|at| symlink(place.path().join("nowhere"), at))),
        ("a folder", Box::new(|at| fs::create_dir(at))),
        ("an empty file", Box::new(|at| fs::write(at, ""))),
        ("another text", Box::new(|at| fs::write(at, format!("To: x\n\nX-Relance-Follow-Up: {ID}\n")))),
        ("another's message", Box::new(|at| fs::write(at, message.replace(ID, &ID.replace("1234", "4321"))))),
    ];
    if is_root {
        let of_another = |at: &Path| fs::write(at, &message).and_then(|()| chown(at, Some(1), None));
        foreign.push(("another account's file", Box::new(of_another)));
    }
    for (what, make) in foreign {
        let at = outbox.folder().join(format!("{ID}.eml"));
        make(&at).expect(what);
        let seen = fs::symlink_metadata(&at).expect(what);
        assert_eq!(outbox.evidence(ours).await, Evidence::Unknown, "{what}");
        for channel in [Channel::Email, Channel::Sms] {
            let Answer::Later { why, .. } = outbox.send(&parcel(channel)).await else {
                panic!("it was sent over {what}")
            };
            assert_eq!(
                why,
                format!("{ID}.eml in the outbox folder is not the message of that follow-up: take it away")
            );
        }
        assert_eq!(fs::symlink_metadata(&at).expect(what).modified().ok(), seen.modified().ok(), "{what}");
        assert_eq!(names(&outbox), [format!("{ID}.eml")], "{what}");
        if seen.is_dir() { fs::remove_dir(at) } else { fs::remove_file(at) }.expect("taken away");
        assert!(!place.path().join("nowhere").exists());
    }
    assert_eq!(outbox.send(&parcel(Channel::Email)).await, Answer::Accepted(format!("{ID}.eml")));
}

#[tokio::test]
async fn a_folder_that_vanished_proves_nothing_and_puts_the_message_off() {
    let (_place, outbox) = outbox();
    fs::remove_dir_all(outbox.folder()).expect("removed");
    assert_eq!(outbox.evidence(Uuid::from_u128(1)).await, Evidence::Unknown);
    assert!(matches!(outbox.send(&parcel(Channel::Email)).await, Answer::Later { .. }));
}

#[tokio::test]
async fn what_cannot_be_addressed_is_refused_and_leaves_no_file() {
    let (_place, outbox) = outbox();
    let odd = [
        "",
        "awa",
        "@example.com",
        "awa@",
        "a b@example.com",
        "élise@example.com",
        "awa@exämple.com",
        "awa@example.com\r\nBcc: x@example.com",
        "<awa@example.com>",
        "awa,b@example.com",
        "a..b@example.com",
    ];
    for to in odd {
        let parcel = Parcel { to: to.to_owned(), ..parcel(Channel::Email) };
        assert!(matches!(outbox.send(&parcel).await, Answer::Refused(_)), "{to:?}");
    }
    for (channel, to) in
        [(Channel::Sms, "0810000000"), (Channel::Sms, "+243\n81"), (Channel::Push, ""), (Channel::Push, "a\nb")]
    {
        let parcel = Parcel { to: to.to_owned(), ..parcel(channel) };
        assert!(matches!(outbox.send(&parcel).await, Answer::Refused(_)), "{to:?}");
    }
    assert_eq!(names(&outbox), [""; 0]);
}

#[tokio::test]
async fn no_text_can_start_a_header_of_its_own() {
    let (_place, outbox) = outbox();
    let attack = "x\r\nBcc: victim@example.com\r\n\r\n<p>y\n Z: \u{85}\u{2028}é";
    let mut sent = parcel(Channel::Email);
    sent.subject = attack.to_owned();
    sent.to_name = attack.to_owned();
    sent.facts = sent.facts.map(|facts| FactSheet { business_name: attack.to_owned(), ..facts });
    assert!(matches!(outbox.send(&sent).await, Answer::Accepted(_)));
    let bytes = read(&outbox, &format!("{ID}.eml"));
    let mail = parse_mail(&bytes).expect("an e-mail");
    let names: Vec<String> = mail.headers.iter().map(|header| header.get_key()).collect();
    let expected = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "X-Relance-Follow-Up",
        "Content-Language",
        "Reply-To",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected);
    let subject = mail.headers.get_first_value("Subject").expect("a subject");
    assert_eq!(subject, "x Bcc: victim@example.com <p>y Z: é");
    assert_eq!(mail.subparts.len(), 2);
}

#[test]
fn a_folder_that_cannot_be_made_is_named_in_a_sentence() {
    let place = TempDir::new().expect("a folder");
    let file = place.path().join("file");
    fs::write(&file, "").expect("written");
    let error = Maildir::open(file.join("outbox")).expect_err("a file is no folder").to_string();
    assert!(
        error.starts_with(&format!("the outbox folder {}/outbox could not be created (", file.display())),
        "{error}"
    );
    assert!(error.ends_with("): create it, or choose another"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_folder_and_its_files_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_place, outbox) = outbox();
    let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!(mode(outbox.folder()), 0o700);
    outbox.deliver(&parcel(Channel::Sms));
    assert_eq!(mode(&outbox.folder().join(format!("{ID}.txt"))), 0o600);
}
